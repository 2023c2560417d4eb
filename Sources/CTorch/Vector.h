// Loops that are compiled twice and chosen when the library is loaded: the manifest cannot ask for the newest processors.
#ifndef KDTOP_VECTOR_H
#define KDTOP_VECTOR_H

#if defined(__x86_64__)
#define KD_VECTOR __attribute__((target_clones("arch=haswell", "default")))
#else
#define KD_VECTOR __attribute__((noinline))
#endif

#endif
