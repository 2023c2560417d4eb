#!/usr/bin/env python3
"""Writes the small files that fuzzing begins with, whole and damaged, into Corpus. Those that fuzzing found stay."""
import gzip, json, struct
from pathlib import Path

here = Path(__file__).parent
fixtures = here.parent
mark = b"\xc0\xc1"


def write(target, name, mode, *pieces):
    path = here / "Corpus" / target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes([mode]) + mark.join(pieces))


def damaged(data):
    """Cut short, and with a byte changed in the middle."""
    middle = len(data) // 2
    return data[:-3], data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]


# Event files: real ones as they are, their records, and events of ours.
tensorboard = next((fixtures / "EventFilesTests/Fixtures/tensorboard-writer").iterdir()).read_bytes()
pytorch = (fixtures / "EventFilesTests/Fixtures/pytorch-kd/accuracy_teacher/events.out.tfevents.1795484734.vm.19911.2").read_bytes()


def records(file):
    position, found = 0, []
    while position < len(file):
        (length,) = struct.unpack_from("<Q", file, position)
        found.append(file[position + 12 : position + 12 + length])
        position += 16 + length
    return found


head = tensorboard[: sum(16 + len(r) for r in records(tensorboard)[:6])]
write("events", "file", 0b0001_0000, pytorch[:600])
write("events", "file-directory", 0b0011_1100, head)
for name, data in zip(("file-cut", "file-damaged"), damaged(head)):
    write("events", name, 0b1001_1000, data)
write("events", "file-zeros", 0b0000_0100, head + bytes(40))
kinds = {}
for record in records(tensorboard):
    if len(record) < 400:
        kinds.setdefault(record[17:23] + record[-2:], record)
write("events", "records", 0b0001_0001, *list(kinds.values())[:24])

step_time = bytes([5, 7])


def text(index, value):
    """A text under the tag of that number in EventMessage."""
    return bytes([4]) + step_time + bytes([index, 1]) + (value if isinstance(value, bytes) else json.dumps(value).encode())


knob = dict(name="temperature", symbol="T", minimum=1, maximum=20, scale="logarithmic", defaultValue=4, fineStep=0.1,
            coarseStep=1, unit="", help="softens")
description = dict(version="1", method="kd", dataset="digits", classNames=["0", "1"], seed=0,
                   teacher=dict(spec="mlp:8", parameters=9), student=dict(spec="mlp:4"), knobs=[knob], terms=["hard"],
                   phases=[dict(name="teacher", steps=10), dict(name="student", steps=20)],
                   sizes=dict(studentTraining=9, teacherTraining=9, validation=2, test=2))
phase = dict(name="student", index=1, firstStep=10, steps=20, stepsPerEpoch=5)
command = dict(command="set temperature 5", source="keyboard", applied=True, knob="temperature", old=4, new=5)
status = dict(state="paused", reason="asked")
notice = dict(severity="warning", text="slow")
summary = dict(method="kd", dataset="digits", version="1", engine="libtorch", runDirectory="runs/a", threads=1, changes=1)
scalars = bytes([1, 6, 8, 6, 20, 7, 30, 9, 12, 12, 64])
logits = bytes([3]) + step_time + bytes([16, 0, 3, 2, 2, 2]) + struct.pack("<8f", *range(8))
logits_student = bytes([3]) + step_time + bytes([17, 0, 3, 2, 2, 2]) + struct.pack("<8f", *range(8))
histogram = bytes([2]) + step_time + bytes([14, 2, 0, 16, 8, 8])
broadcast = bytes([6]) + step_time + bytes([240, 1, 97, 0, 1, 1, 240, 0, 2, 5, 16])
ours = [text(0, description), text(1, phase), scalars, text(2, command), text(3, status), text(4, notice)]
write("events", "ours", 0b0001_0010, *ours)
write("events", "ours-tensors", 0b0101_0010, text(0, description), logits, logits_student, histogram, broadcast)
write("events", "ours-restart", 0b0011_1110, *ours, bytes([0, 3, 9]), scalars, text(5, summary))
extreme = b"\xff" + struct.pack("<q", -(2**63)) + b"\xff" + struct.pack("<d", float("nan"))
write("events", "ours-extremes", 0b0001_0010, text(0, description), bytes([1]) + extreme + bytes([6]) + b"\xff" +
      struct.pack("<d", float("inf")), bytes([0, 255]) + b"\xff" * 8, text(1, dict(phase, steps=2**63 - 1)))

# safetensors.
header = b'{"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"n":{"dtype":"I64","shape":[],"data_offsets":[8,16]}}'
write("safetensors", "framed", 1, header, bytes(16))
write("safetensors", "file", 2, struct.pack("<Q", len(header)) + header + bytes(16))
small = b'{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[0],"data_offsets":[4,4]},"\\u00e9":{"dtype":"BOOL","shape":[1],"data_offsets":[4,5]},"d":{"dtype":"F8_E5M2","shape":[1],"data_offsets":[5,6]},"e":{"dtype":"F64","shape":[1],"data_offsets":[6,14]}}'
write("safetensors", "types", 3, small, bytes(range(14)))
for name, data in zip(("cut", "damaged"), damaged(small)):
    write("safetensors", name, 1, data, bytes(14))
write("safetensors", "long-header", 0, struct.pack("<Q", 100_000_000) + b"{}")
write("safetensors", "nested", 1, b'{"a":' + b"[" * 40 + b"]" * 40 + b"}")

# Configurations.
full = b"""# a comment
method = "kd"
dataset = 'digits'
teacher = "mlp:64,64,dropout=0.3"
student = "convnet:8,16"
epochs = 3
batch-size = 0x40
seed = 1_000
optimizer = "adamw"
schedule = "cosine,to=0.01,warmup=10"
clip-norm = 2
teacher-cache = false
run-dir = "runs/a"

[knobs]
temperature = 4.0
learning-rate = 1e-3
"""
write("toml", "full", 0, full)
write("toml", "full-file", 3, full.replace(b"epochs = 3", b"steps = 100").replace(b'"adamw"', b'"sgd"'))
for name, data in zip(("cut", "damaged"), damaged(full)):
    write("toml", name, 0, data)
write("toml", "inline", 1, b'schedule = """step,every=10,gamma=0.5"""\nknobs = { alpha = 0.5, "temperature" = 2 }\nname = "\\u00e9\\n"\n')
write("toml", "kinds", 0, b"knobs.alpha = nan\nsteps = [1, {a = 1979-05-27T07:32:00Z}]\n[[seed]]\nx = 07:32:00\n")
write("toml", "not-utf8", 2, b'name = "\xff"\n')

# Text: vocabularies with what they are used on, tokenizer options, labelled sentences, a corpus, configurations of models.
vocabulary = "the\nteach\n##er\n##s\n,\n知\ne\n\n##ｅ\n".encode()
for name, mode in (("tokens", 0), ("tokens-cased", 8)):
    write("text", name, mode, vocabulary, "The teachers, É知\u200b [MASK] e\u0301\u302e".encode())
write("text", "tokens-long", 0, b"x\n##x\n", b"x" * 101 + b" " + b"x" * 100 + b"\xff\x00")
write("text", "options", 1, b'{"do_lower_case": false, "strip_accents": null, "pad_token": {"content": "[P]"}, "model_max_length": 512}')
write("text", "sentences", 2, b"sentence\tlabel\nGood \"film\".\t1\n\nbad\t0\r\n")
write("text", "pairs", 2, b"\xef\xbb\xbfid\tsentence1\tsentence2\tlabel\n0\ta\tb\t2\n1\ta\n")
write("text", "corpus", 3, b"one\n\n \ntwo\r\nthree\n\xff")
for name in ("tiny-mlm", "distilbert-classifier"):
    config = (fixtures / "ModelsTests/Fixtures/bert" / name / "config.json").read_bytes()
    write("text", f"config-{name}", 4, config)
    for kind, data in zip(("cut", "damaged"), damaged(config)):
        write("text", f"config-{name}-{kind}", 4, data)

# IDX and CIFAR.


def idx(*dimensions, values):
    return struct.pack(f">{1 + len(dimensions)}I", 0x0800 + len(dimensions), *dimensions) + bytes(values)


images, labels = idx(3, 2, 2, values=range(12)), idx(3, values=[0, 1, 2])
write("idx", "training", 0b1000_0000, images, labels)
write("idx", "all", 0b1000_0000, images, labels, idx(1, 2, 2, values=range(4)), idx(1, values=[1]), b"cat\ndog\r\n\xc3\xa9l\n")
write("idx", "packed", 0b0000_1111, images, labels, images, labels)
write("idx", "gzip", 0, gzip.compress(images, mtime=0), gzip.compress(labels, mtime=0))
for name, data in zip(("gzip-cut", "gzip-damaged"), damaged(gzip.compress(images, mtime=0))):
    write("idx", name, 0b0010, data, labels)
for name, data in zip(("cut", "damaged"), damaged(images)):
    write("idx", name, 0, data, labels)
write("idx", "huge", 0b0011, idx(2**32 - 1, 2**16, 1, values=[]), labels)
write("idx", "names", 0, images, labels, b"", b"", b"only\none")
names = "\n".join(f"c{i}" for i in range(10)).encode()
write("cifar", "ten", 0b0001_0010, b"", bytes([1, 9]), bytes([0]))
write("cifar", "hundred", 0b0001_0011, b"", bytes([0, 99, 3, 42]), bytes([1, 7]))
write("cifar", "names", 0b0000_0010, names, bytes([1, 9]))
write("cifar", "cut", 0b0001_0110, b"", bytes([1, 9, 5]))
write("cifar", "label", 0b0001_1010, b"", bytes([1, 10]))
write("cifar", "blocks", 0b0001_0010, b"", bytes(i % 10 for i in range(257)))
write("cifar", "raw", 0b0001_0000, b"", bytes([7]) + bytes(3072))
write("cifar", "gzip", 0b0001_0000, b"", gzip.compress(bytes([7]) + bytes(3072), mtime=0))
