/* One-time codes, as model/codes.py tells them. */

#include "looking.h"

#include <string.h>

#define CODE 0x7801 /* 码 */

static size_t digits_from(const uint32_t *text, size_t size, size_t at) {
    size_t end = at;
    while (end < size && is_digit(text[end]))
        end++;
    return end - at;
}

static size_t digits_before(const uint32_t *text, size_t at) {
    size_t start = at;
    while (start > 0 && is_digit(text[start - 1]))
        start--;
    return at - start;
}

static int is_as_long_as_a_code(size_t digits) { return digits >= 4 && digits <= 8; }

/* 验证码, 校验码, 动态码, 动态密码, 确认码, 随机码, given without their last character. */
static int is_named_code(const uint32_t *text, size_t at) {
    static const uint32_t NAMES[][2] = {{0x9A8C, 0x8BC1}, {0x6821, 0x9A8C}, {0x52A8, 0x6001}, {0x786E, 0x8BA4},
                                        {0x968F, 0x673A}, {0x6001, 0x5BC6}};
    if (at < 2)
        return 0;
    for (size_t each = 0; each < sizeof NAMES / sizeof *NAMES; each++)
        if (memcmp(NAMES[each], text + at - 2, sizeof *NAMES) == 0)
            return text[at - 1] != 0x5BC6 || (at > 2 && text[at - 3] == 0x52A8);
    return 0;
}

int holds_code(const uint32_t *text, size_t size) {
    for (size_t at = 0; at < size; at++) {
        if (text[at] != CODE || !is_named_code(text, at))
            continue;
        size_t from = at + 1, to = at - 2;
        while (from < size && from - at <= 12 && !is_digit(text[from]))
            from++;
        if (is_as_long_as_a_code(digits_from(text, size, from)))
            return 1;
        if (text[at - 1] != 0x8BC1)
            continue;
        while (to > 0 && at - 2 - to < 8 && !is_digit(text[to - 1]))
            to--;
        if (is_as_long_as_a_code(digits_before(text, to)))
            return 1;
    }
    return 0;
}
