#include "tests/harness.h"

#include <cmath>
#include <cstdio>
#include <vector>

namespace livecalc::test {
namespace {

struct Test {
  const char *sentence;
  TestBody body;
};

std::vector<Test> &tests() {
  static std::vector<Test> all;
  return all;
}

int failed_checks = 0;

} // namespace

Registration::Registration(const char *sentence, TestBody body) {
  tests().push_back({sentence, body});
}

void check(bool holds, const char *what, const char *file, int line) {
  if (holds)
    return;
  ++failed_checks;
  std::printf("  %s:%d: expected %s\n", file, line, what);
}

void check_near(double actual, double expected, double allowed, const char *what, const char *file,
                int line) {
  // Written so that a NaN fails.
  if (std::fabs(actual - expected) <= allowed)
    return;
  ++failed_checks;
  std::printf("  %s:%d: %s is %.17g, expected %.17g within %g\n", file, line, what, actual,
              expected, allowed);
}

} // namespace livecalc::test

int main() {
  using namespace livecalc::test;
  int passed = 0, failed = 0;
  for (const Test &test : tests()) {
    const int before = failed_checks;
    test.body();
    const bool ok = failed_checks == before;
    if (!ok)
      std::printf("  failed: %s\n", test.sentence);
    ++(ok ? passed : failed);
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
