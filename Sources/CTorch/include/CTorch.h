// The one symbol of libkdtop-engine: its table of functions (CTorchAPI.h), never NULL.
#ifndef KDTOP_CTORCH_H
#define KDTOP_CTORCH_H
#ifdef __cplusplus
extern "C"
#endif
__attribute__((visibility("default")))
const void *kdtop_engine(void);
#endif
