// Writes the message of an lc_error. Numbers are formatted here: printf would bring half of libc
// into the module.
#pragma once

#include "abi/livecalc_engine.h"

namespace livecalc {

/// Appends to a message; what does not fit is cut, and the final NUL always stands.
class MessageWriter {
public:
  explicit MessageWriter(char (&message)[LC_MESSAGE_BYTES])
      : next(message), last(message + LC_MESSAGE_BYTES - 1) {
    *next = '\0';
  }

  MessageWriter &text(const char *part) {
    while (*part != '\0' && next < last)
      *next++ = *part++;
    *next = '\0';
    return *this;
  }

  MessageWriter &number(uint32_t value) {
    char digits[11];
    char *first = digits + sizeof digits - 1;
    *first = '\0';
    do
      *--first = char('0' + value % 10);
    while ((value /= 10) != 0);
    return text(first);
  }

private:
  char *next;
  char *last;
};

} // namespace livecalc
