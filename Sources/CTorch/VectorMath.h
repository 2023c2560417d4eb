// exp and erf of single precision in plain arithmetic, which compilers turn into vector loops.
#ifndef KDTOP_VECTOR_MATH_H
#define KDTOP_VECTOR_MATH_H
#include <cstdint>
#include <cstring>

#pragma GCC visibility push(hidden)
namespace kdtop {

// eˣ within 2 units in the last place; 0 below −87, where single precision ends.
inline __attribute__((always_inline)) float fastExp(float x) {
  // 2ⁿ·eʳ with |r| ≤ ln 2 / 2: adding and taking away 1.5·2²³ rounds. The polynomial is Cephes' expf.
  const float low = x < -87.f ? -87.f : x > 88.f ? 88.f : x;
  const float shifted = low * 1.44269504088896341f + 12582912.f;
  const float n = shifted - 12582912.f;
  const float r = (low - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.f;
  int32_t bits;
  memcpy(&bits, &shifted, 4);
  bits = int32_t(uint32_t(bits) << 23) + 0x3f800000;
  float power;
  memcpy(&power, &bits, 4);
  return x < -87.f ? 0.f : p * power;
}

// The error function within 3e-7: odd over even polynomial on [−4, 4], beyond which single precision has ±1.
inline __attribute__((always_inline)) float fastErf(float x) {
  const float c = x < -4.f ? -4.f : x > 4.f ? 4.f : x, s = c * c;
  float p = -2.72614225801306e-10f;
  p = p * s + 2.77068142495902e-08f;
  p = p * s + -2.10102402082508e-06f;
  p = p * s + -5.69250639462346e-05f;
  p = p * s + -7.34990630326855e-04f;
  p = p * s + -2.95459980854025e-03f;
  p = p * s + -1.60960333262415e-02f;
  float q = -1.45660718464996e-05f;
  q = q * s + -2.13374055278905e-04f;
  q = q * s + -1.68282697438203e-03f;
  q = q * s + -7.37332916720468e-03f;
  q = q * s + -1.42647390514189e-02f;
  return c * p / q;
}

}  // namespace kdtop
#pragma GCC visibility pop
#endif
