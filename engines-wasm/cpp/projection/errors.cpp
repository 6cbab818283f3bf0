#include "errors.h"

namespace livecalc::projection {
namespace {

/** Appends to a message and keeps room for its final NUL. */
class Writer {
public:
  explicit Writer(char *message) : next(message), last(message + LC_MESSAGE_BYTES - 1) {}

  void text(const char *part) {
    while (*part != '\0' && next < last)
      *next++ = *part++;
    *next = '\0';
  }

  void number(uint32_t value) {
    char digits[11];
    char *first = digits + sizeof digits - 1;
    *first = '\0';
    do {
      *--first = static_cast<char>('0' + value % 10);
      value /= 10;
    } while (value != 0);
    text(first);
  }

private:
  char *next;
  char *last;
};

} // namespace

void write_error(lc_error &error, int32_t code, Place place, const MessagePart *parts, int count) {
  error.code = code;
  error.row = place.row;
  error.scenario = place.scenario;
  error.column = place.column;
  Writer message(error.message);
  for (int part = 0; part < count; ++part) {
    if (parts[part].text != nullptr)
      message.text(parts[part].text);
    else
      message.number(parts[part].number);
  }
}

} // namespace livecalc::projection
