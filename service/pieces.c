/* What is counted in all of an archive, in a third of the time that Python takes or less. */

#include "sheet.h"

#include <string.h>

/* Start tags of a name with a blank behind it. */
size_t count_starts(const uint8_t *xml, size_t size, const uint8_t *name, size_t length) {
    size_t count = 0;
    const uint8_t *end = xml + size;
    for (; xml < end && (xml = memchr(xml, '<', (size_t)(end - xml))); xml++)
        count += (size_t)(end - xml) > length + 1 && xml[length + 1] == ' ' && memcmp(xml + 1, name, length) == 0;
    return count;
}

/* Lines that end, as expat counts them: a carriage return by itself ends one too. */
size_t count_lines(const uint8_t *xml, size_t size) {
    size_t count = 0;
    const uint8_t *end = xml + size;
    for (const uint8_t *at = xml; at < end && (at = memchr(at, '\n', (size_t)(end - at))); at++)
        count++;
    for (const uint8_t *at = xml; at < end && (at = memchr(at, '\r', (size_t)(end - at))); at++)
        count += at + 1 == end || at[1] != '\n';
    return count;
}

/* The bytes of the character that begins with this one; 0 where none does. */
static size_t length_of(uint8_t byte) {
    return byte < 0x80 ? 1 : byte < 0xC2 ? 0 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : byte < 0xF5 ? 4 : 0;
}

/* Whether the second byte may follow the first: else the character is written too long, a half, or none at all. */
static int may_follow(uint8_t first, uint8_t second) {
    if (second >> 6 != 2)
        return 0;
    if (first == 0xE0 || first == 0xED)
        return (second >= 0xA0) == (first == 0xE0);
    if (first == 0xF0 || first == 0xF4)
        return (second >= 0x90) == (first == 0xF0);
    return 1;
}

/* How many bytes at the end begin a character that is not whole; -1 where the bytes are no UTF-8. */
ptrdiff_t utf8_rest(const uint8_t *bytes, size_t size) {
    static const uint8_t high[8] = {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80};
    uint64_t mask, eight;
    memcpy(&mask, high, sizeof mask);
    for (size_t at = 0; at < size;) {
        if (size - at >= sizeof eight && (memcpy(&eight, bytes + at, sizeof eight), !(eight & mask))) {
            at += sizeof eight;
            continue;
        }
        size_t length = length_of(bytes[at]), left = size - at;
        if (length == 0 || (length > 1 && left > 1 && !may_follow(bytes[at], bytes[at + 1])))
            return -1;
        for (size_t more = 2; more < length && more < left; more++)
            if (bytes[at + more] >> 6 != 2)
                return -1;
        if (length > left)
            return (ptrdiff_t)left;
        at += length;
    }
    return 0;
}
