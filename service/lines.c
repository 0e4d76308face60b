/* Writes the lines of messages by columns, as service/tables.py does. */

#include "sheet.h"

#include <string.h>

#define FIRST_DAY 11574 /* in 2001, of the first time that has 13 digits, as in packed.py */
#define DAY 86400000
#define UNKNOWN_DAY INT16_MIN /* instead of minutes */
#define CHANGING_DAY (INT16_MIN + 1)

typedef struct {
    const uint8_t *bytes;
    size_t size;
} part;

#define PUT(put, words) (memcpy(put, words, sizeof words - 1), (put) + sizeof words - 1)

static uint8_t *put_part(uint8_t *put, part p) {
    memcpy(put, p.bytes, p.size);
    return put + p.size;
}

static uint8_t *put_number(uint8_t *put, uint64_t number) {
    uint8_t digits[20];
    size_t size = 0;
    do
        digits[size++] = (uint8_t)('0' + number % 10);
    while (number /= 10);
    while (size)
        *put++ = digits[--size];
    return put;
}

static uint8_t *put_digits(uint8_t *put, unsigned number, int digits) {
    for (int at = digits; at-- > 0; number /= 10)
        put[at] = (uint8_t)('0' + number % 10);
    return put + digits;
}

/* The date of a day since 1970 (Howard Hinnant, chrono-compatible low-level date algorithms). */
static uint8_t *put_date(uint8_t *put, unsigned day) {
    unsigned since = day + 719468, era = since / 146097, of_era = since % 146097;
    unsigned year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    unsigned of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
    unsigned date = of_year - (153 * month + 2) / 5 + 1;
    month = month < 10 ? month + 3 : month - 9;
    put = put_digits(put, year + era * 400 + (month <= 2), 4);
    *put++ = '-';
    put = put_digits(put, month, 2);
    *put++ = '-';
    return put_digits(put, date, 2);
}

/* A time as `datetime.isoformat` writes it. */
static uint8_t *put_time(uint8_t *put, int64_t time, const int16_t *offsets) {
    int offset = offsets[time / DAY - FIRST_DAY];
    int64_t local = time + (int64_t)offset * 60000;
    unsigned within = (unsigned)(local % DAY), away = (unsigned)(offset < 0 ? -offset : offset);
    put = put_date(put, (unsigned)(local / DAY));
    *put++ = 'T';
    put = put_digits(put, within / 3600000, 2);
    *put++ = ':';
    put = put_digits(put, within / 60000 % 60, 2);
    *put++ = ':';
    put = put_digits(put, within / 1000 % 60, 2);
    if (within % 1000) {
        *put++ = '.';
        put = put_digits(put, within % 1000, 3);
        put = PUT(put, "000");
    }
    *put++ = offset < 0 ? '-' : '+';
    put = put_digits(put, away / 60, 2);
    *put++ = ':';
    return put_digits(put, away % 60, 2);
}

/* Whether a spreadsheet takes for a formula what begins so. */
static int is_formula(const uint8_t *at, size_t size) {
    if (memchr("=+-@\t\r", *at, 6))
        return 1;
    return size > 2 && at[0] == 0xEF && at[1] == 0xBC && (at[2] == 0x9D || at[2] == 0x8B || at[2] == 0x8D || at[2] == 0xA0);
}

static uint8_t *put_cell(uint8_t *put, const sheet *s, span value) {
    const uint8_t *at = s->values + value.at, *end = at + value.size;
    if (value.size == NONE || value.size == 0)
        return put;
    uint8_t *start = put;
    int quoted = 0;
    if (is_formula(at, value.size))
        *put++ = '\'';
    for (; at < end; at++) {
        quoted |= *at == '"' || *at == ',' || *at == '\r' || *at == '\n';
        *put++ = *at;
        if (*at == '"')
            *put++ = '"';
    }
    if (quoted) {
        memmove(start + 1, start, (size_t)(put - start));
        *start = '"';
        put[1] = '"';
        put += 2;
    }
    return put;
}

static uint8_t *put_string(uint8_t *put, const sheet *s, span value) {
    const uint8_t *at = s->values + value.at, *end = at + value.size;
    if (value.size == NONE)
        return PUT(put, "null");
    *put++ = '"';
    for (; at < end; at++) {
        uint8_t byte = *at;
        if (byte == '"' || byte == '\\' || byte < ' ') { /* of controls there are only these three */
            *put++ = '\\';
            byte = byte == '\n' ? 'n' : byte == '\r' ? 'r' : byte == '\t' ? 't' : byte;
        }
        *put++ = byte;
    }
    *put++ = '"';
    return put;
}

static part judged(const sheet *s, const table *t, size_t row) {
    uint32_t number = s->said[row], start;
    if (number == UNJUDGED)
        return (part){t->unjudged, t->unjudged_size};
    start = t->ends[number];
    return (part){t->said + start, t->ends[number + 1] - start};
}

static uint8_t *put_row(uint8_t *put, const sheet *s, const table *t, size_t row) {
    put = put_part(put, (part){t->source, t->source_size});
    *put++ = ',';
    put = put_number(put, t->first + row);
    *put++ = ',';
    put = put_time(put, s->times[row], t->offsets);
    *put++ = ',';
    if (s->sents[row])
        put = put_time(put, s->sents[row], t->offsets);
    put = s->kinds[row] & OUT ? PUT(put, ",out,") : PUT(put, ",in,");
    put = put_cell(put, s, s->spans[3 * row + 1]);
    *put++ = ',';
    put = put_cell(put, s, s->spans[3 * row + 2]);
    *put++ = ',';
    put = put_cell(put, s, s->spans[3 * row]);
    *put++ = ',';
    put = put_part(put, judged(s, t, row));
    return PUT(put, ",\r\n"); /* nothing is remarked on what is read so */
}

static uint8_t *put_object(uint8_t *put, const sheet *s, const table *t, size_t row) {
    put = PUT(put, "{\"source\": ");
    put = put_part(put, (part){t->source, t->source_size});
    put = PUT(put, ", \"record\": ");
    put = put_number(put, t->first + row);
    put = PUT(put, ", \"time\": \"");
    put = put_time(put, s->times[row], t->offsets);
    put = PUT(put, "\", \"sent\": ");
    if (s->sents[row]) {
        *put++ = '"';
        put = put_time(put, s->sents[row], t->offsets);
        *put++ = '"';
    } else
        put = PUT(put, "null");
    put = s->kinds[row] & OUT ? PUT(put, ", \"direction\": \"out\"") : PUT(put, ", \"direction\": \"in\"");
    put = PUT(put, ", \"sender\": ");
    put = put_string(put, s, s->spans[3 * row + 1]);
    put = PUT(put, ", \"name\": ");
    put = put_string(put, s, s->spans[3 * row + 2]);
    put = PUT(put, ", \"text\": ");
    put = put_string(put, s, s->spans[3 * row]);
    put = PUT(put, ", \"zone_assumed\": false, \"remark\": null, ");
    put = put_part(put, judged(s, t, row));
    *put++ = '\n';
    return put;
}

/* The most bytes that the lines of a sheet take. */
size_t sheet_room(const sheet *s, const table *t) {
    size_t room = 0;
    for (size_t row = 0; row < s->rows; row++) {
        room += 300 + t->source_size + judged(s, t, row).size;
        for (size_t value = 3 * row; value < 3 * row + 3; value++)
            room += s->spans[value].size == NONE ? 0 : 2 * (size_t)s->spans[value].size;
    }
    return room;
}

/* A day of which it is not known how far from Greenwich its times are, -1 for one in which that changes, else 0. */
static int64_t odd_day(int64_t time, const int16_t *offsets) {
    int64_t day = time / DAY;
    int offset = offsets[day - FIRST_DAY];
    return offset == UNKNOWN_DAY ? day : offset == CHANGING_DAY ? -1 : 0;
}

/* The first such day in a sheet. */
int64_t sheet_day(const sheet *s, const int16_t *offsets) {
    int64_t day = 0;
    for (size_t row = 0; row < s->rows && !day; row++)
        if (!(day = odd_day(s->times[row], offsets)) && s->sents[row])
            day = odd_day(s->sents[row], offsets);
    return day;
}

size_t csv_lines(const sheet *s, const table *t) {
    uint8_t *put = t->lines;
    for (size_t row = 0; row < s->rows; row++)
        put = put_row(put, s, t, row);
    return (size_t)(put - t->lines);
}

size_t json_lines(const sheet *s, const table *t) {
    uint8_t *put = t->lines;
    for (size_t row = 0; row < s->rows; row++)
        put = put_object(put, s, t, row);
    return (size_t)(put - t->lines);
}
