/* Reads the plain records of SMS Backup & Restore, as archives/pieces.py, mending.py and sms_backup_restore.py do, and
   whose marks they give, as duplicates.py says. Whatever is unusual is left to these: then it gives -1. */

#include "sheet.h"

#include <string.h>

#define SPREAD 0x9E3779B97F4A7C15 /* as in duplicates.py */
#define DIGITS 10
#define MOST 64 /* attributes of a record */
#define REPLACEMENT 0xFFFD
#define YEAR_2200 7258118400000 /* the last year of times.py; when it ends is left to Python, as the zone says it */

enum { BODY, ADDRESS, CONTACT, NAME, DATE, SENT, TYPE, WANTED };

static const char *const NAMES[WANTED] = {"body", "address", "contact_name", "name", "date", "date_sent", "type"};

typedef struct {
    const uint8_t *name;
    size_t size;
    int wanted; /* which of them it is; WANTED for any other */
} attribute;

typedef struct {
    const uint8_t *at, *end;
    uint8_t *put;
    attribute seen[MOST]; /* the names of the latest record, which the next one most likely has as well */
    size_t count;
} reading;

static int is_blank(uint8_t byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static int is_digit(uint8_t byte) {
    return byte >= '0' && byte <= '9';
}

static int is_letter(uint8_t byte) {
    return (byte | 32) >= 'a' && (byte | 32) <= 'z';
}

static int equals(const uint8_t *bytes, size_t size, const char *word) {
    return size == strlen(word) && memcmp(bytes, word, size) == 0;
}

static void skip_blanks(reading *r) {
    while (r->at < r->end && is_blank(*r->at))
        r->at++;
}

/* The value of a reference's digits up to `;`, or -1 where it is none: at most 10 of them, 8 of hexadecimal ones. */
static int64_t number(const uint8_t **at, const uint8_t *end) {
    const uint8_t *p = *at;
    int hex = p < end && (*p | 32) == 'x', most = hex ? 8 : 10, count = 0;
    int64_t code = 0;
    for (p += hex; p < end && count <= most; p++, count++) {
        if (is_digit(*p))
            code = code * (hex ? 16 : 10) + *p - '0';
        else if (hex && (*p | 32) >= 'a' && (*p | 32) <= 'f')
            code = code * 16 + (*p | 32) - 'a' + 10;
        else
            break;
    }
    if (p == end || *p != ';' || count == 0 || count > most)
        return -1;
    *at = p + 1;
    return code;
}

static int is_legal(int64_t code) {
    return code == '\t' || code == '\n' || code == '\r' || (code >= 32 && code < 0xD800) ||
           (code >= 0xE000 && code < 0xFFFE) || (code >= 0x10000 && code < 0x110000);
}

static uint8_t *put_code(uint8_t *put, int64_t code) {
    if (code < 0x80) {
        *put++ = (uint8_t)code;
        return put;
    }
    int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    *put++ = (uint8_t)(0xFF00 >> (more + 1) | code >> 6 * more);
    while (more--)
        *put++ = (uint8_t)(0x80 | (code >> 6 * more & 0x3F));
    return put;
}

/* What stands after `&`: a reference, two that are halves of one character, or an ampersand that is none. */
static uint8_t *put_reference(uint8_t *put, const uint8_t **at, const uint8_t *end) {
    static const char *const named[] = {"amp;&", "lt;<", "gt;>", "quot;\"", "apos;'"};
    for (size_t which = 0; which < sizeof named / sizeof *named; which++) {
        size_t size = strlen(named[which]) - 1;
        if ((size_t)(end - *at) >= size && memcmp(*at, named[which], size) == 0) {
            *at += size;
            *put++ = (uint8_t)named[which][size];
            return put;
        }
    }
    const uint8_t *p = *at + 1, *after;
    int64_t code, low;
    if (*at == end || **at != '#' || (code = number(&p, end)) < 0) {
        *put++ = '&';
        return put;
    }
    if (code >= 0xD800 && code < 0xDC00 && end - p > 2 && p[0] == '&' && p[1] == '#') {
        after = p + 2;
        low = number(&after, end);
        if (low >= 0xDC00 && low < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10) + low - 0xDC00;
            p = after;
        }
    }
    *at = p;
    return put_code(put, is_legal(code) ? code : REPLACEMENT);
}

/* Puts down a value as a parser gives it; 0 where a character stands there that must be mended. */
static int put_value(reading *r, const uint8_t *at, const uint8_t *end) {
    uint8_t *put = r->put;
    while (at < end) {
        uint8_t byte = *at++;
        if (byte == '&')
            put = put_reference(put, &at, end);
        else if (byte >= ' ' && byte != 0xEF)
            *put++ = byte;
        else if (is_blank(byte)) {
            at += byte == '\r' && at < end && *at == '\n';
            *put++ = ' ';
        } else if (byte < ' ' || (end - at > 1 && at[0] == 0xBF && at[1] >= 0xBE))
            return 0;
        else
            *put++ = byte;
    }
    r->put = put;
    return 1;
}

/* Which attribute the `number`th of a record is; -1 where it came before. */
static int which(reading *r, size_t number, const uint8_t *name, size_t size) {
    if (number < r->count && r->seen[number].size == size && memcmp(r->seen[number].name, name, size) == 0)
        return r->seen[number].wanted;
    int wanted = 0;
    while (wanted < WANTED && !equals(name, size, NAMES[wanted]))
        wanted++;
    for (size_t before = 0; before < number; before++)
        if (r->seen[before].size == size && memcmp(r->seen[before].name, name, size) == 0)
            return -1;
    r->seen[number] = (attribute){name, size, wanted};
    r->count = number + 1; /* what followed in the latest record was compared with others */
    return wanted;
}

/* The attributes of a record up to its end; 0 where it is not plain. */
static int read_record(reading *r, const uint8_t *values, span found[WANTED]) {
    for (size_t number = 0;; number++) {
        const uint8_t *before = r->at, *name, *end;
        skip_blanks(r);
        if (r->end - r->at >= 2 && r->at[0] == '/' && r->at[1] == '>') {
            r->at += 2;
            return 1;
        }
        if (r->at == before || number == MOST)
            return 0;
        for (name = r->at; r->at < r->end && (is_letter(*r->at) || *r->at == '_' || is_digit(*r->at)); r->at++)
            ;
        size_t size = (size_t)(r->at - name);
        if (size == 0 || is_digit(*name) || r->end - r->at < 3 || r->at[0] != '=' ||
            (r->at[1] != '"' && r->at[1] != '\''))
            return 0;
        const uint8_t *value = r->at + 2;
        int wanted = which(r, number, name, size);
        if (wanted < 0 || !(end = memchr(value, r->at[1], (size_t)(r->end - value))))
            return 0;
        if (wanted < WANTED) {
            found[wanted].at = (uint32_t)(r->put - values);
            if (!put_value(r, value, end))
                return 0;
            found[wanted].size = (uint32_t)(r->put - values) - found[wanted].at;
        }
        r->at = end + 1;
    }
}

/* Milliseconds between 2001 and 2200 as Android writes them; 0 for anything else. */
static int64_t milliseconds(const uint8_t *bytes, uint32_t size) {
    int64_t value = 0;
    if (size != 13 || *bytes == '0')
        return 0;
    for (int at = 0; at < 13; at++) {
        if (!is_digit(bytes[at]))
            return 0;
        value = value * 10 + bytes[at] - '0';
    }
    return value < YEAR_2200 ? value : 0;
}

static int is_nothing(const uint8_t *values, span s) {
    return s.size == NONE || s.size == 0 || equals(values + s.at, s.size, "null");
}

/* The bytes of a white space character as Python knows them; 0 where there is none. */
static size_t space(const uint8_t *at, size_t left) {
    uint8_t a = at[0], b = left > 1 ? at[1] : 0, c = left > 2 ? at[2] : 0;
    if (a < 0x80)
        return a == ' ' || (a >= '\t' && a <= '\r') || (a >= 0x1C && a <= 0x1F);
    if (a == 0xC2)
        return b == 0x85 || b == 0xA0 ? 2 : 0;
    if (a == 0xE2)
        return (b == 0x80 && ((c >= 0x80 && c <= 0x8A) || c == 0xA8 || c == 0xA9 || c == 0xAF)) ||
                       (b == 0x81 && c == 0x9F)
                   ? 3
                   : 0;
    return (a == 0xE1 && b == 0x9A && c == 0x80) || (a == 0xE3 && b == 0x80 && c == 0x80) ? 3 : 0;
}

/* A text's mark, and whether there is something in it to judge; what comes behind `free` is written over. */
static uint64_t text_mark(const uint8_t *text, size_t size, uint64_t whole, uint8_t *free, int *blank) {
    size_t kept = 0, blanks;
    for (size_t at = 0; at < size; at += blanks ? blanks : 1) {
        uint8_t byte = text[at];
        blanks = byte > 0xE3 || (byte > ' ' && byte < 0xC2) ? 0 : space(text + at, size - at);
        if (!blanks)
            free[kept++] = byte;
    }
    *blank = kept == 0;
    return kept == size ? whole : digest(free, kept);
}

/* What goes before the direction in a party's mark; 0 where that takes Python, as letters beyond ASCII do. */
static int party(const uint8_t *sender, size_t size, uint8_t *key, size_t *length) {
    size_t digits = 0, kept = 0;
    for (size_t at = size; at-- > 0 && digits < DIGITS;)
        if (is_digit(sender[at]))
            key[DIGITS - ++digits] = sender[at];
    if (digits > 2) {
        memmove(key, key + DIGITS - digits, digits);
        *length = digits;
        return 1;
    }
    for (size_t at = 0; at < size; at++) {
        if (sender[at] >= 0x80)
            return 0;
        if (!space(sender + at, size - at))
            key[kept++] = is_letter(sender[at]) ? sender[at] | 32 : sender[at];
    }
    *length = kept;
    return 1;
}

/* What a record says, in a row; 0 where one of its values is unusual. */
static int put_row(sheet *s, size_t row, const span found[WANTED], uint8_t *free) {
    const uint8_t *values = s->values, *type = values + found[TYPE].at;
    span text = found[BODY], sender = found[ADDRESS], name = found[CONTACT];
    if (text.size == NONE || found[DATE].size == NONE || found[TYPE].size != 1 || *type < '1' || *type > '6')
        return 0;
    s->times[row] = milliseconds(values + found[DATE].at, found[DATE].size);
    s->sents[row] = 0;
    if (found[SENT].size != NONE && !equals(values + found[SENT].at, found[SENT].size, "0") &&
        !(s->sents[row] = milliseconds(values + found[SENT].at, found[SENT].size)))
        return 0;
    if (!s->times[row])
        return 0;
    if (is_nothing(values, name))
        name = found[NAME];
    if (is_nothing(values, name) || equals(values + name.at, name.size, "(Unknown)"))
        name.size = NONE;
    if (is_nothing(values, sender))
        sender.size = NONE;
    if (is_nothing(values, text))
        text.size = 0;
    s->spans[3 * row] = text, s->spans[3 * row + 1] = sender, s->spans[3 * row + 2] = name;

    size_t sender_size = sender.size == NONE ? 0 : sender.size, length;
    int blank, out = *type != '1';
    s->texts[row] = digest(values + text.at, text.size);
    s->senders[row] = out || sender.size == NONE ? 0 : digest(values + sender.at, sender_size);
    s->marks[row] = text_mark(values + text.at, text.size, s->texts[row], free, &blank);
    s->marks[row] += (uint64_t)(s->times[row] / 1000) * SPREAD;
    s->said[row] = out || blank ? UNJUDGED : UNKNOWN;
    s->kinds[row] = out ? OUT : 0;
    if (party(values + sender.at, sender_size, free, &length)) {
        memcpy(free + length, out ? " out" : " in", 4);
        s->marks[row] += digest(free, length + (out ? 4 : 3));
    } else
        s->kinds[row] |= NAMELESS;
    return 1;
}

ptrdiff_t sms_read(sheet *s) {
    reading r = {.at = s->xml, .end = s->xml + s->size, .put = s->values};
    size_t row = 0, starts = 0;
    for (skip_blanks(&r); r.at < r.end; skip_blanks(&r), row++) {
        span found[WANTED];
        for (int wanted = 0; wanted < WANTED; wanted++)
            found[wanted] = (span){0, NONE};
        if (row == s->rows || r.end - r.at < 4 || memcmp(r.at, "<sms", 4) != 0)
            return -1;
        r.at += 4;
        if (!read_record(&r, s->values, found) || !put_row(s, row, found, r.put))
            return -1;
    }
    for (const uint8_t *at = s->xml; at < r.end && (at = memchr(at, '<', (size_t)(r.end - at))); at++)
        starts++;
    return starts == row ? (ptrdiff_t)row : -1;
}

/* Looks each text up that is to be judged; gives how many nothing is known of. */
size_t sheet_find(sheet *s, const known *k) {
    size_t missing = 0;
    for (size_t row = 0; row < s->rows; row++) {
        if (s->said[row] == UNJUDGED)
            continue;
        uint64_t key = s->texts[row] ? s->texts[row] : 1;
        size_t at = key % k->slots;
        while (k->digests[at] && k->digests[at] != key)
            at = (at + 1) % k->slots;
        s->said[row] = k->digests[at] ? k->numbers[at] : UNKNOWN;
        missing += s->said[row] == UNKNOWN;
    }
    return missing;
}
