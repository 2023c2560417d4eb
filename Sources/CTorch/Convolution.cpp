// Convolutions with the channels of a place beside each other in memory (channels last), which is how oneDNN's kernels want
// them: from one layer to the next nothing is rearranged. Weights keep PyTorch's order; they are small beside what they are
// multiplied with.
#include "Convolution.h"
#include "DirectConvolution.h"
#include <ATen/Context.h>
#include <torch/csrc/autograd/custom_function.h>

namespace kdtop {

namespace {

// Only with channels that fill vectors. With odd numbers of channels in images that are channels last, tests ended on invalid
// frees inside libtorch 1.13's gradients; which of its parts writes where it must not was not found out.
bool isFast(const at::Tensor &x, const at::Tensor &weight, at::IntArrayRef stride, at::IntArrayRef padding,
            int64_t groups) {
  if (groups != 1 || x.dim() != 4 || weight.dim() != 4 || x.numel() == 0) return false;
  const bool fills = weight.size(0) % 16 == 0 && (x.size(1) % 16 == 0 || x.size(1) == 1 || x.size(1) == 3);
  return fills && stride[0] > 0 && stride[1] > 0 && padding[0] >= 0 && padding[1] >= 0 &&
         x.scalar_type() == at::kFloat && weight.scalar_type() == at::kFloat && x.is_cpu() && at::hasMKLDNN() &&
         at::globalContext().userEnabledMkldnn();
}

// In PyTorch's usual order, which no operation takes for another one.
at::Tensor usual(const at::Tensor &x) {
  return x.suggest_memory_format() == at::MemoryFormat::Contiguous ? x : x.clone(at::MemoryFormat::Contiguous);
}

// Batch norm outside training multiplies and shifts whole channels: that may as well be done to the weights.
// γ/√(v + ε), and β + (bias − m)·γ/√(v + ε), both [channels].
std::pair<at::Tensor, at::Tensor> folded(const at::Tensor &bias, const KDBatchNorm &norm) {
  const at::Tensor factor = at::empty_like(of(norm.weight)), shift = at::empty_like(factor);
  const float *gamma = of(norm.weight).data_ptr<float>(), *beta = of(norm.bias).data_ptr<float>();
  const float *mean = of(norm.mean).data_ptr<float>(), *variance = of(norm.variance).data_ptr<float>();
  const float *b = bias.defined() ? bias.data_ptr<float>() : nullptr;
  for (int64_t o = 0; o < factor.size(0); o++) {
    const double scale = gamma[o] / std::sqrt(variance[o] + norm.epsilon);
    factor.data_ptr<float>()[o] = float(scale);
    shift.data_ptr<float>()[o] = float(beta[o] + ((b ? b[o] : 0) - mean[o]) * scale);
  }
  return {factor, shift};
}

bool isFoldable(const at::Tensor &weight, const at::Tensor &bias, const KDBatchNorm &norm) {
  const int64_t channels = weight.size(0);
  return !norm.training && !at::GradMode::is_enabled() && isVector(orNone(norm.weight), channels) &&
         isVector(orNone(norm.bias), channels) && isVector(orNone(norm.mean), channels) &&
         isVector(orNone(norm.variance), channels) && (!bias.defined() || isVector(bias, channels));
}

bool isLike(const at::Tensor &a, at::IntArrayRef sizes) { return a.scalar_type() == at::kFloat && a.sizes() == sizes; }

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// A direct convolution as autograd sees it. The gradient of its input is one again, of the weights turned around, where it has
// stride 1; oneDNN computes the others.
struct LearnedConvolution : public torch::autograd::Function<LearnedConvolution> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &weight,
                            const c10::optional<at::Tensor> &bias, at::IntArrayRef stride, at::IntArrayRef padding) {
    context->save_for_backward({x, weight});
    context->saved_data["stride"] = stride.vec();
    context->saved_data["padding"] = padding.vec();
    context->saved_data["bias"] = bias.has_value();
    return DirectConvolution{stride, padding, nullptr, bias ? bias->data_ptr<float>() : nullptr}(x, weight);
  }

  static variable_list backward(AutogradContext *context, const variable_list &incoming) {
    variable_list result(5);
    if (!incoming[0].defined()) return result;
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &weight = saved[1];
    const std::vector<int64_t> stride = context->saved_data["stride"].toIntVector();
    const std::vector<int64_t> padding = context->saved_data["padding"].toIntVector();
    const bool withBias = context->saved_data["bias"].toBool();
    std::array<bool, 3> wanted = {
        context->needs_input_grad(0), context->needs_input_grad(1), withBias && context->needs_input_grad(2)};
    const at::Tensor dy = channelsLast(incoming[0]);
    const auto size = weight.sizes();
    // A gradient that is itself to be differentiated is made of operations that ATen can differentiate.
    if (wanted[0] && !at::GradMode::is_enabled() && dy.scalar_type() == at::kFloat && stride[0] == 1 && stride[1] == 1 &&
        padding[0] < size[2] && padding[1] < size[3]) {
      const at::Tensor turned = weight.flip({2, 3}).transpose(0, 1);
      const std::vector<int64_t> rest = {size[2] - 1 - padding[0], size[3] - 1 - padding[1]};
      if (DirectConvolution::fits(dy, turned)) {
        result[0] = DirectConvolution{stride, rest}(dy, turned);
        wanted[0] = false;
      }
    }
    if (wanted[0] || wanted[1] || wanted[2]) {
      auto [dx, dw, db] = at::convolution_backward(
          dy, x, weight, withBias ? at::OptionalIntArrayRef(size[0]) : c10::nullopt, stride, padding, {1, 1}, false,
          {0, 0}, 1, wanted);
      if (wanted[0]) result[0] = dx;
      result[1] = dw, result[2] = db;
    }
    return result;
  }
};

}  // namespace

at::Tensor channelsLast(const at::Tensor &x) {
  if (x.dim() != 4) return x;
  // One channel is in every order at once; what follows goes by the strides, which have to say it.
  if (x.size(1) == 1) return x.contiguous().squeeze(1).unsqueeze(3).permute({0, 3, 1, 2});
  return x.contiguous(at::MemoryFormat::ChannelsLast);
}

at::Tensor convolution(const at::Tensor &x, const at::Tensor &weight, const c10::optional<at::Tensor> &bias,
                       at::IntArrayRef stride, at::IntArrayRef padding, int64_t groups, const KDBatchNorm *norm) {
  const bool fast = isFast(x, weight, stride, padding, groups);
  const at::Tensor in = fast ? channelsLast(x) : usual(x);
  if (fast && norm && isFoldable(weight, bias ? *bias : at::Tensor(), *norm)) {
    const auto [factor, shift] = folded(bias ? *bias : at::Tensor(), *norm);
    at::Tensor shortcut = orNone(norm->shortcut);
    DirectConvolution direct{stride, padding, factor.data_ptr<float>(), shift.data_ptr<float>()};
    if (DirectConvolution::fits(in, weight) && (!shortcut.defined() || isLike(shortcut, direct.sizes(in, weight)))) {
      if (shortcut.defined()) shortcut = channelsLast(shortcut);
      direct.shortcut = shortcut.defined() ? shortcut.data_ptr<float>() : nullptr;
      direct.relu = norm->relu != 0;
      return direct(in, weight);
    }
    at::Tensor y = at::conv2d(in, weight * factor.view({-1, 1, 1, 1}), shift, stride, padding, 1, groups);
    finish(y, shortcut, norm->relu != 0);
    return y;
  }
  const bool learns = fast && DirectConvolution::fits(in, weight) && (!bias || isVector(*bias, weight.size(0)));
  const at::Tensor y = learns ? LearnedConvolution::apply(in, weight, bias, stride, padding)
                              : at::conv2d(in, weight, bias, stride, padding, 1, groups);
  return norm ? batchNorm(y, *norm) : y;
}

}  // namespace kdtop
