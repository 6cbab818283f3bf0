// The generator against Random123's vectors, the normals against published quantiles.
#include <vector>

#include "scenarios/normal.h"
#include "scenarios/uniforms.h"
#include "tests/harness.h"

using namespace livecalc::scenarios;

namespace {

struct KnownAnswer {
  PhiloxBlock counter;
  PhiloxKey key;
  PhiloxBlock answer;
};

// The lines `philox4x32 10` of kat_vectors in the Random123 distribution.
constexpr KnownAnswer known_answers[] = {
    {{{0x00000000, 0x00000000, 0x00000000, 0x00000000}},
     {{0x00000000, 0x00000000}},
     {{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}}},
    {{{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}},
     {{0xffffffff, 0xffffffff}},
     {{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}}},
    {{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}},
     {{0xa4093822, 0x299f31d0}},
     {{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}},
};

struct Quantile {
  double p;
  double z;
};

// To 16 digits; the last is the smallest p the generator draws.
constexpr Quantile quantiles[] = {
    {0.5, 0},
    {0.75, 0.6744897501960817},
    {0.9, 1.2815515655446006},
    {0.975, 1.959963984540054},
    {0.995, 2.5758293035489004},
    {1e-3, -3.0902323061678135},
    {1e-6, -4.753424308822899},
    {1e-10, -6.361340902404056},
    {1e-20, -9.262340089798408},
    {0x1p-53, -8.209536151601387},
};

} // namespace

TEST("Philox 4x32-10 gives the known answers of Random123") {
  for (const KnownAnswer &known : known_answers) {
    const PhiloxBlock block = philox4x32_10(known.counter, known.key);
    for (int word = 0; word < 4; ++word)
      CHECK(block.word[word] == known.answer.word[word]);
  }
}

TEST("a uniform lies strictly between 0 and 1 and its complement is one too") {
  CHECK(open_uniform(0, 0) == 0x1p-53);
  CHECK(open_uniform(0xffffffff, 0xffffffff) == 1 - 0x1p-53);
  CHECK(open_uniform(0x12345678, 0x9abcdef0) == 1 - open_uniform(~0x12345678u, ~0x9abcdef0u));
}

TEST("two draws come of one Philox block, keyed by the seed and counted by time and scenario") {
  const uint64_t seed = 0x0123456789abcdef, scenario = 0x1000000002;
  Uniforms uniforms(seed, scenario);
  for (uint32_t pair = 0; pair < 3; ++pair) {
    const PhiloxBlock block =
        philox4x32_10({{pair, 0, 0x00000002, 0x10}}, {{0x89abcdef, 0x01234567}});
    CHECK(uniforms.next() == open_uniform(block.word[0], block.word[1]));
    CHECK(uniforms.next() == open_uniform(block.word[2], block.word[3]));
  }
}

TEST("normals agree with published quantiles to 1e-15") {
  for (const Quantile &known : quantiles)
    CHECK_RELATIVE(normal_quantile(known.p), known.z, 1e-15);
}

TEST("normals are symmetric, bit for bit") {
  for (double p = 0x1p-53; p < 0.5; p *= 2)
    CHECK(normal_quantile(1 - p) == -normal_quantile(p));
  CHECK(normal_quantile(0.6) == -normal_quantile(1 - 0.6));
}

TEST("the normals of a million draws have the moments 0, 1, 0 and 3") {
  double sums[5] = {};
  constexpr int count = 1'000'000;
  Uniforms uniforms(7, 0);
  for (int draw = 0; draw < count; ++draw) {
    const double z = normal_quantile(uniforms.next());
    double power = 1;
    for (double &sum : sums) {
      sum += power;
      power *= z;
    }
  }
  // Four standard errors: the variance of z^k is E z^2k - (E z^k)^2.
  CHECK_WITHIN(sums[1] / count, 0.0, 4 * std::sqrt(1.0 / count));
  CHECK_WITHIN(sums[2] / count, 1.0, 4 * std::sqrt(2.0 / count));
  CHECK_WITHIN(sums[3] / count, 0.0, 4 * std::sqrt(15.0 / count));
  CHECK_WITHIN(sums[4] / count, 3.0, 4 * std::sqrt(96.0 / count));
}
