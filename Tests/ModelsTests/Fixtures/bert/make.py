#!/usr/bin/env python3
"""Small BERT and DistilBERT models and what transformers makes of a batch. Needs: pip install torch transformers safetensors

NAME/ is a model as transformers saves it; NAME.outputs.safetensors holds
  input_ids, attention_mask, token_type_ids   [3, 7] int64, padded on the right
  hidden.0 … hidden.N                         [3, 7, hidden]
  attention_probabilities.0 …                 [3, heads, 7, 7]
  logits                                      of the head
  gradient                                    of the sum of squared logits with respect to the first layer's query weight
tiny-mlm is of another hand: transformers 5.23, BertForMaskedLM.
"""
import os
import torch
from safetensors.torch import save_file
from transformers import (BertConfig, BertForSequenceClassification, BertModel, DistilBertConfig, DistilBertForMaskedLM,
                          DistilBertForSequenceClassification)

bert = dict(vocab_size=20, hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=16,
            max_position_embeddings=12, attn_implementation="eager")
distil = dict(vocab_size=20, dim=8, n_layers=2, n_heads=2, hidden_dim=16, max_position_embeddings=12,
              attn_implementation="eager")
cases = {
    "bert-classifier": (BertForSequenceClassification, BertConfig(**bert, num_labels=3)),
    "bert-pooler": (BertModel, BertConfig(**bert)),
    "distilbert-mlm": (DistilBertForMaskedLM, DistilBertConfig(**distil)),
    "distilbert-classifier": (DistilBertForSequenceClassification, DistilBertConfig(**distil, num_labels=3)),
}
place = os.path.dirname(os.path.abspath(__file__))
for seed, (name, (kind, config)) in enumerate(cases.items()):
    torch.manual_seed(seed)
    model = kind(config).eval()
    with torch.no_grad():
        for parameter in model.parameters(): parameter.add_(torch.randn_like(parameter) * 0.3)
    model.save_pretrained(os.path.join(place, name))
    ids = torch.randint(1, 20, (3, 7))
    mask = torch.ones_like(ids)
    mask[1, 5:] = 0
    mask[2, 2:] = 0
    ids = ids * mask
    types = torch.zeros_like(ids)
    types[:, 3:] = 1
    inputs = dict(input_ids=ids, attention_mask=mask)
    if "distil" not in name: inputs["token_type_ids"] = types * mask
    out = model(**inputs, output_hidden_states=True, output_attentions=True)
    tensors = dict(inputs)
    for i, h in enumerate(out.hidden_states): tensors[f"hidden.{i}"] = h
    for i, a in enumerate(out.attentions): tensors[f"attention_probabilities.{i}"] = a
    if name == "bert-pooler":
        tensors["pooled"] = out.pooler_output
        loss = out.pooler_output.square().sum()
    else:
        tensors["logits"] = out.logits
        loss = out.logits.square().sum()
    loss.backward()
    query = next(p for n, p in model.named_parameters() if "layer.0.attention.self.query.weight" in n or "0.attention.q_lin.weight" in n)
    tensors["gradient"] = query.grad
    save_file({k: v.detach().clone().contiguous() for k, v in tensors.items()}, os.path.join(place, name + ".outputs.safetensors"))
