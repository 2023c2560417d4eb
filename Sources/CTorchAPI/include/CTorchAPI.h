// The tensor engine as a table of functions over opaque handles.
//
// libkdtop-engine exports one symbol, `kdtop_engine`, a function that returns a `const KDEngine *`. Functions that make a
// tensor return a handle the caller frees with `tensor_free`, or NULL; functions that return `int` give 0, or 1 on
// error. After an error `last_error` is the message, kept for each thread. No C++ exception leaves the library.
//
// Counts and positions are in elements. `dims` with `ndims` = 0 means every dimension. Arguments that may be NULL say so.
#ifndef KDTOP_CTORCH_API_H
#define KDTOP_CTORCH_API_H
#include <stddef.h>
#include <stdint.h>

// Raised by every change of the table; the program refuses a library built with another number.
#define KD_ABI_VERSION 3

typedef struct KDTensor KDTensor;
typedef struct KDGenerator KDGenerator;

typedef enum KDType { KD_FLOAT32 = 0, KD_FLOAT64 = 1, KD_INT64 = 2, KD_UINT8 = 3, KD_BOOL = 4 } KDType;
typedef enum KDCompare { KD_EQ = 0, KD_NE = 1, KD_LT = 2, KD_LE = 3, KD_GT = 4, KD_GE = 5 } KDCompare;
typedef enum KDReduction { KD_NONE = 0, KD_MEAN = 1, KD_SUM = 2 } KDReduction;

// One step of SGD or Adam over a whole parameter list. `state1` and `state2` hold `count` handles each; NULL entries are
// made on first use. `state1` is the momentum (SGD) or the first moment, `state2` the second moment (Adam).
typedef struct KDOptimizerStep {
  KDTensor *const *parameters;
  KDTensor **state1;
  KDTensor **state2;
  int64_t count;
  double learning_rate, weight_decay;
  double momentum, dampening;    // SGD
  double beta1, beta2, epsilon;  // Adam
  const int64_t *steps;          // Adam: the number of this step, from 1, for each parameter
  int nesterov;                  // SGD
  int decoupled;                 // Adam: 1 is AdamW
  int all_finite;                // result: 0 when an updated parameter holds an infinity or a NaN
} KDOptimizerStep;

// Batch norm of each channel, and what is done with its result at once.
typedef struct KDBatchNorm {
  KDTensor *weight, *bias, *mean, *variance;  // may be NULL
  double momentum, epsilon;
  int training;
  KDTensor *shortcut;  // added behind batch norm; may be NULL
  int relu;            // 1: ReLU behind that
} KDBatchNorm;

// Self-attention: softmax(q·kᵀ/√size + mask)·kept·v of each head, side by side, with q, k, v linear in what goes in.
typedef struct KDAttention {
  KDTensor *query, *key, *value;                 // [hidden, inputs]
  KDTensor *query_bias, *key_bias, *value_bias;  // [hidden]; may be NULL
  KDTensor *mask;                                // [rows, …, length], added to scores; may be NULL
  KDTensor *kept;                                // [rows, heads, length, length], factors of probabilities; may be NULL
  int64_t rows, heads;
} KDAttention;

typedef struct KDEngine {
  int64_t abi_version;
  int64_t struct_size;

  // The library
  const char *(*version)(void);
  const char *(*blas)(void);  // "openblas", "mkl" or "reference"
  const char *(*last_error)(void);
  int (*set_threads)(int32_t threads);
  int32_t (*threads)(void);

  // Memory
  void (*tensor_free)(KDTensor *a);
  KDTensor *(*from_bytes)(const void *bytes, int64_t size, const int64_t *shape, int32_t ndims, KDType type);
  KDTensor *(*full)(const int64_t *shape, int32_t ndims, double value, KDType type);
  KDTensor *(*arange)(int64_t count, KDType type);
  KDTensor *(*clone)(KDTensor *a);
  KDTensor *(*to_type)(KDTensor *a, KDType type);
  int32_t (*type)(KDTensor *a);  // -1: a type kdtop does not use
  int32_t (*ndims)(KDTensor *a);
  int64_t (*size)(KDTensor *a, int32_t dim);
  int64_t (*count)(KDTensor *a);
  int (*item)(KDTensor *a, double *value);
  int (*copy_out)(KDTensor *a, void *bytes, int64_t size);
  int (*copy_in)(KDTensor *a, KDTensor *from);
  int (*fill)(KDTensor *a, double value);
  int (*add_in_place)(KDTensor *a, KDTensor *b, double scale);
  int (*scale_in_place)(KDTensor *a, double scale);
  int (*all_finite)(KDTensor *a, int *finite);

  // Gradients
  int (*requires_grad)(KDTensor *a);
  int (*set_requires_grad)(KDTensor *a, int on);
  int (*has_grad)(KDTensor *a);
  int (*grad)(KDTensor *a, KDTensor **gradient);      // NULL gradient: none yet
  int (*set_grad)(KDTensor *a, KDTensor *gradient);   // gradient may be NULL
  int (*zero_grads)(KDTensor *const *parameters, int64_t count);
  KDTensor *(*detach)(KDTensor *a);
  int (*backward)(KDTensor *a, KDTensor *seed, int keep_graph);  // seed may be NULL for a scalar
  int (*gradients)(KDTensor *const *outputs, int64_t noutputs, KDTensor *const *inputs, int64_t ninputs,
                   int create_graph, KDTensor **gradients);      // NULL entries: does not depend on that input
  int (*set_grad_enabled)(int on);                    // returns what it was

  // Element by element
  KDTensor *(*add)(KDTensor *a, KDTensor *b);
  KDTensor *(*sub)(KDTensor *a, KDTensor *b);
  KDTensor *(*mul)(KDTensor *a, KDTensor *b);
  KDTensor *(*div)(KDTensor *a, KDTensor *b);
  KDTensor *(*add_scalar)(KDTensor *a, double b);
  KDTensor *(*rsub_scalar)(KDTensor *a, double b);  // b - a
  KDTensor *(*mul_scalar)(KDTensor *a, double b);
  KDTensor *(*div_scalar)(KDTensor *a, double b);
  KDTensor *(*rdiv_scalar)(KDTensor *a, double b);  // b / a
  KDTensor *(*pow_scalar)(KDTensor *a, double b);
  KDTensor *(*pow)(KDTensor *a, KDTensor *b);
  KDTensor *(*neg)(KDTensor *a);
  KDTensor *(*exp)(KDTensor *a);
  KDTensor *(*log)(KDTensor *a);
  KDTensor *(*sqrt)(KDTensor *a);
  KDTensor *(*abs)(KDTensor *a);
  KDTensor *(*square)(KDTensor *a);
  KDTensor *(*sign)(KDTensor *a);
  KDTensor *(*round)(KDTensor *a);
  KDTensor *(*floor)(KDTensor *a);
  KDTensor *(*sin)(KDTensor *a);
  KDTensor *(*cos)(KDTensor *a);
  KDTensor *(*erf)(KDTensor *a);
  KDTensor *(*relu)(KDTensor *a);
  KDTensor *(*gelu)(KDTensor *a);
  KDTensor *(*sigmoid)(KDTensor *a);
  KDTensor *(*softplus)(KDTensor *a);
  KDTensor *(*tanh)(KDTensor *a);
  KDTensor *(*maximum)(KDTensor *a, KDTensor *b);
  KDTensor *(*minimum)(KDTensor *a, KDTensor *b);
  KDTensor *(*clamp)(KDTensor *a, double low, double high);
  KDTensor *(*where)(KDTensor *condition, KDTensor *a, KDTensor *b);
  KDTensor *(*masked_fill)(KDTensor *a, KDTensor *mask, double value);
  KDTensor *(*compare)(KDTensor *a, KDTensor *b, KDCompare how);
  KDTensor *(*compare_scalar)(KDTensor *a, double b, KDCompare how);
  KDTensor *(*logical_not)(KDTensor *a);
  KDTensor *(*logical_and)(KDTensor *a, KDTensor *b);
  KDTensor *(*logical_or)(KDTensor *a, KDTensor *b);

  // Shape and selection
  KDTensor *(*reshape)(KDTensor *a, const int64_t *shape, int32_t ndims);
  KDTensor *(*expand)(KDTensor *a, const int64_t *shape, int32_t ndims);
  KDTensor *(*flatten)(KDTensor *a, int64_t from, int64_t to);
  KDTensor *(*transpose)(KDTensor *a, int64_t x, int64_t y);
  KDTensor *(*permute)(KDTensor *a, const int64_t *dims, int32_t ndims);
  KDTensor *(*unsqueeze)(KDTensor *a, int64_t dim);
  KDTensor *(*squeeze)(KDTensor *a, int64_t dim);
  KDTensor *(*contiguous)(KDTensor *a);
  KDTensor *(*narrow)(KDTensor *a, int64_t dim, int64_t start, int64_t length);
  KDTensor *(*select)(KDTensor *a, int64_t dim, int64_t index);
  KDTensor *(*index_select)(KDTensor *a, int64_t dim, KDTensor *index);
  KDTensor *(*masked_select)(KDTensor *a, KDTensor *mask);
  KDTensor *(*gather)(KDTensor *a, int64_t dim, KDTensor *index);
  KDTensor *(*scatter)(KDTensor *a, int64_t dim, KDTensor *index, KDTensor *source);
  KDTensor *(*nonzero)(KDTensor *a);
  KDTensor *(*flip)(KDTensor *a, const int64_t *dims, int32_t ndims);
  KDTensor *(*pad)(KDTensor *a, const int64_t *pads, int32_t npads, double value);  // last dimension first, (before, after)
  KDTensor *(*one_hot)(KDTensor *a, int64_t classes);
  KDTensor *(*tril)(KDTensor *a, int64_t diagonal);
  KDTensor *(*triu)(KDTensor *a, int64_t diagonal);
  KDTensor *(*diagonal)(KDTensor *a);
  KDTensor *(*cat)(KDTensor *const *list, int64_t count, int64_t dim);
  KDTensor *(*stack)(KDTensor *const *list, int64_t count, int64_t dim);

  // Over dimensions
  KDTensor *(*sum)(KDTensor *a, const int64_t *dims, int32_t ndims, int keep);
  KDTensor *(*mean)(KDTensor *a, const int64_t *dims, int32_t ndims, int keep);
  KDTensor *(*max)(KDTensor *a, const int64_t *dims, int32_t ndims, int keep);
  KDTensor *(*min)(KDTensor *a, const int64_t *dims, int32_t ndims, int keep);
  KDTensor *(*variance)(KDTensor *a, const int64_t *dims, int32_t ndims, int unbiased, int keep);
  KDTensor *(*norm)(KDTensor *a, double p, const int64_t *dims, int32_t ndims, int keep);
  KDTensor *(*log_sum_exp)(KDTensor *a, const int64_t *dims, int32_t ndims, int keep);
  KDTensor *(*argmax)(KDTensor *a, int64_t dim, int keep);
  KDTensor *(*cumulative_sum)(KDTensor *a, int64_t dim);
  KDTensor *(*softmax)(KDTensor *a, int64_t dim);
  KDTensor *(*log_softmax)(KDTensor *a, int64_t dim);
  int (*sort)(KDTensor *a, int64_t dim, int descending, KDTensor **values, KDTensor **indices);
  int (*top_k)(KDTensor *a, int64_t k, int64_t dim, int largest, KDTensor **values, KDTensor **indices);

  // Linear algebra and layers
  KDTensor *(*matmul)(KDTensor *a, KDTensor *b);
  KDTensor *(*cdist)(KDTensor *a, KDTensor *b, double p);
  KDTensor *(*linear)(KDTensor *a, KDTensor *weight, KDTensor *bias);  // bias may be NULL
  KDTensor *(*linear_gelu)(KDTensor *a, KDTensor *weight, KDTensor *bias);  // bias may be NULL
  KDTensor *(*attention)(KDTensor *a, const KDAttention *arguments);        // [rows · length, inputs]
  KDTensor *(*conv2d)(KDTensor *a, KDTensor *weight, KDTensor *bias, const int64_t stride[2], const int64_t padding[2],
                      int64_t groups, const KDBatchNorm *norm);        // bias and norm may be NULL
  KDTensor *(*max_pool2d)(KDTensor *a, const int64_t kernel[2], const int64_t stride[2], const int64_t padding[2]);
  KDTensor *(*average_pool2d)(KDTensor *a, const int64_t kernel[2], const int64_t stride[2], const int64_t padding[2]);
  KDTensor *(*adaptive_average_pool2d)(KDTensor *a, const int64_t size[2]);
  KDTensor *(*batch_norm)(KDTensor *a, const KDBatchNorm *norm);
  KDTensor *(*layer_norm)(KDTensor *a, const int64_t *shape, int32_t ndims, KDTensor *weight, KDTensor *bias,
                          double epsilon);  // weight and bias may be NULL
  KDTensor *(*normalised_sum)(KDTensor *a, KDTensor *b, KDTensor *weight, KDTensor *bias,
                              double epsilon);        // layer norm of a + b over the last dimension
  KDTensor *(*embedding)(KDTensor *weight, KDTensor *index, int64_t padding);  // padding -1: none

  // Losses
  KDTensor *(*cross_entropy)(KDTensor *logits, KDTensor *labels, KDReduction reduction, int64_t ignored,
                             double smoothing);
  KDTensor *(*nll)(KDTensor *log_probabilities, KDTensor *labels, KDReduction reduction, int64_t ignored);
  KDTensor *(*mse)(KDTensor *a, KDTensor *b, KDReduction reduction);
  KDTensor *(*kl_divergence)(KDTensor *log_probabilities, KDTensor *target, int target_is_log);  // sum / first size

  // Random numbers
  KDGenerator *(*generator)(uint64_t seed);
  void (*generator_free)(KDGenerator *g);
  KDTensor *(*generator_state)(KDGenerator *g);
  int (*generator_restore)(KDGenerator *g, KDTensor *state);
  int (*fill_normal)(KDTensor *a, double mean, double deviation, KDGenerator *g);
  int (*fill_uniform)(KDTensor *a, double low, double high, KDGenerator *g);
  int (*fill_bernoulli)(KDTensor *a, double p, KDGenerator *g);
  int (*fill_integers)(KDTensor *a, int64_t low, int64_t high, KDGenerator *g);
  KDTensor *(*permutation)(int64_t count, KDGenerator *g);
  KDTensor *(*multinomial)(KDTensor *a, int64_t count, int replacement, KDGenerator *g);
  KDTensor *(*dropout)(KDTensor *a, double p, KDGenerator *g);

  // Optimisers: parameters without a gradient are left alone
  int (*sgd_step)(KDOptimizerStep *step);
  int (*adam_step)(KDOptimizerStep *step);
  int (*clip_norm)(KDTensor *const *parameters, int64_t count, double limit, double *norm);
  int (*clip_value)(KDTensor *const *parameters, int64_t count, double limit);
} KDEngine;
#endif
