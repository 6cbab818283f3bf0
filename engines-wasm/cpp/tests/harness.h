// A test harness small enough to read: TEST("a sentence") { CHECK(...); }.
//
// A check that fails is printed with its place, and the test goes on. The program's last line is
// `N passed, N failed`.
#pragma once

#include <cmath>

namespace livecalc::test {

using TestBody = void (*)();

struct Registration {
  Registration(const char *sentence, TestBody body);
};

void check(bool holds, const char *what, const char *file, int line);

// Holds where |actual - expected| <= allowed.
void check_near(double actual, double expected, double allowed, const char *what, const char *file,
                int line);

} // namespace livecalc::test

#define LC_JOIN2(a, b) a##b
#define LC_JOIN(a, b) LC_JOIN2(a, b)

#define TEST(sentence)                                                                             \
  static void LC_JOIN(test_, __LINE__)();                                                          \
  static const livecalc::test::Registration LC_JOIN(registration_,                                 \
                                                    __LINE__)(sentence, LC_JOIN(test_, __LINE__)); \
  static void LC_JOIN(test_, __LINE__)()

#define CHECK(condition) livecalc::test::check((condition), #condition, __FILE__, __LINE__)

// Within `tolerance` of `expected`, relative to it.
#define CHECK_RELATIVE(actual, expected, tolerance)                                                \
  livecalc::test::check_near((actual), (expected), (tolerance)*std::fabs(expected), #actual,       \
                             __FILE__, __LINE__)

// Within `tolerance` of `expected`, in their own unit.
#define CHECK_WITHIN(actual, expected, tolerance)                                                  \
  livecalc::test::check_near((actual), (expected), (tolerance), #actual, __FILE__, __LINE__)
