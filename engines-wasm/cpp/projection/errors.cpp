#include "errors.h"

#include "common/message.h"

namespace livecalc::projection {

void write_error(lc_error &error, int32_t code, Place place, const MessagePart *parts, int count) {
  error.code = code;
  error.row = place.row;
  error.scenario = place.scenario;
  error.column = place.column;
  MessageWriter message(error.message);
  for (int part = 0; part < count; ++part) {
    if (parts[part].text != nullptr)
      message.text(parts[part].text);
    else
      message.number(parts[part].number);
  }
}

} // namespace livecalc::projection
