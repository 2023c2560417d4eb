// Vectors of words. Their gradient is as large as all of them and zero but for the words of a batch: its memory is kept from step to
// step, so that only rows that the last batch touched have to be cleared. Fresh memory would be cleared twice, by the kernel and by
// ATen, page by page.
#include "Embedding.h"
#include "Vector.h"
#include "Workers.h"
#include <cstring>
#include <mutex>
#include <torch/csrc/autograd/custom_function.h>

namespace kdtop {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Below this, in numbers, clearing memory takes no time.
constexpr int64_t least = 1 << 20;

KD_VECTOR void addRow(float *__restrict to, const float *__restrict from, int64_t count) {
  for (int64_t i = 0; i < count; i++) to[i] += from[i];
}

// Memory of a gradient that was handed out.
struct Kept {
  c10::Storage storage;
  // Of the tensor that was handed out: it tells whether anybody has written into it.
  c10::VariableVersion version{uint32_t(0)};
  uint32_t handedOut = 0;
  std::vector<int64_t> rows;  // that may hold something
};

std::mutex mutex;
// Networks in training, each with one table of words; more of them are forgotten, oldest first.
constexpr size_t mostKept = 4;
std::vector<Kept> keptGradients;

// A gradient of zeros that nobody else has, and the record of it (with `mutex` held).
std::pair<at::Tensor, Kept *> zeros(int64_t words, int64_t size, const at::TensorOptions &options) {
  const size_t bytes = size_t(words * size) * sizeof(float);
  Kept *found = nullptr;
  for (Kept &kept : keptGradients)
    if (kept.storage.use_count() == 1 && kept.storage.nbytes() == bytes) found = &kept;
  if (!found) {
    if (keptGradients.size() >= mostKept) keptGradients.erase(keptGradients.begin());
    keptGradients.emplace_back();
    found = &keptGradients.back();
    found->storage = at::zeros({words, size}, options).storage();
  } else {
    float *memory = static_cast<float *>(found->storage.data_ptr().get());
    if (found->version.current_version() == found->handedOut) {
      for (int64_t row : found->rows) memset(memory + row * size, 0, size_t(size) * sizeof(float));
    } else {
      parallel(words * size, least, 16, [=](int64_t from, int64_t to) {
        memset(memory + from, 0, size_t(to - from) * sizeof(float));
      });
    }
    found->rows.clear();
  }
  at::Tensor gradient = at::empty({0}, options);
  gradient.set_(found->storage, 0, {words, size}, {size, 1});
  found->version = gradient.unsafeGetTensorImpl()->version_counter();
  found->handedOut = found->version.current_version();
  return {gradient, found};
}

struct Embedding : public torch::autograd::Function<Embedding> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &weight, const at::Tensor &index, int64_t padding) {
    context->saved_data["index"] = index;
    context->saved_data["words"] = weight.size(0), context->saved_data["padding"] = padding;
    return at::embedding(weight, index, padding);
  }

  static variable_list backward(AutogradContext *context, const variable_list &incoming) {
    variable_list result(3);
    if (!incoming[0].defined() || !context->needs_input_grad(0)) return result;
    const at::Tensor index = context->saved_data["index"].toTensor();
    const int64_t words = context->saved_data["words"].toInt(), padding = context->saved_data["padding"].toInt();
    const at::Tensor dy = incoming[0].contiguous();
    // A gradient that is itself to be differentiated is made of an operation that ATen can differentiate.
    if (at::GradMode::is_enabled() || dy.scalar_type() != at::kFloat) {
      result[0] = at::embedding_backward(incoming[0], index, words, padding, false, false);
      return result;
    }
    const int64_t size = dy.size(-1), count = index.numel();
    const at::Tensor flat = index.contiguous();
    const int64_t *places = flat.data_ptr<int64_t>();
    std::lock_guard<std::mutex> lock(mutex);
    auto [gradient, kept] = zeros(words, size, dy.options());
    for (int64_t i = 0; i < count; i++) kept->rows.push_back(places[i]);
    float *out = gradient.data_ptr<float>();
    const float *pd = dy.data_ptr<float>();
    // Each thread has some columns of all rows: a word may come twice.
    parallel(size, 64, 16, [=](int64_t from, int64_t to) {
      for (int64_t i = 0; i < count; i++)
        if (places[i] != padding) addRow(out + places[i] * size + from, pd + i * size + from, to - from);
    });
    result[0] = std::move(gradient);
    return result;
  }
};

}  // namespace

at::Tensor embedding(const at::Tensor &weight, const at::Tensor &index, int64_t padding) {
  const bool isLarge = weight.dim() == 2 && weight.numel() >= least && weight.scalar_type() == at::kFloat &&
                       weight.is_cpu() && weight.requires_grad() && index.scalar_type() == at::kLong;
  return isLarge && at::GradMode::is_enabled() ? Embedding::apply(weight, index, padding)
                                               : at::embedding(weight, index, padding);
}

}  // namespace kdtop
