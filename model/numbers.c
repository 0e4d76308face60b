/* Folds numbers and addresses, as _NUMBERS and _fold_number in model/normalize.py do. */

#include "normal.h"

#include <string.h>

#define MOBILE 0x260E
#define HOTLINE 0x2121
#define LINK 0x221E

static const char *const KEPT[] = {"110",   "12110", "12368", "12378", "12345", "96110", "12381",
                                   "12321", "12377", "12348", "12315", "12309", "24"};

static const char *const ENDINGS[] = {"com", "cn", "net", "cc", "top", "vip", "xyz", "me", "info", "ltd", "club"};

typedef struct {
    const uint32_t *text;
    size_t size;
} chars;

static uint32_t at_place(chars c, size_t at) { return at < c.size ? c.text[at] : 0; }

static int begins(chars c, size_t at, const char *with) {
    for (; *with != 0; with++, at++)
        if (at >= c.size || c.text[at] != (uint32_t)*with)
            return 0;
    return 1;
}

static int is_label(uint32_t point) { return is_digit(point) || is_small(point) || point == '-'; }
static int is_masked(uint32_t point) { return is_digit(point) || point == 'x'; }
static int is_gap(uint32_t point) { return point == ' ' || point == '-'; }

/* [!-+\--~] */
static size_t address_end(chars c, size_t at) {
    while (at < c.size && c.text[at] > ' ' && c.text[at] <= '~' && c.text[at] != ',')
        at++;
    return at;
}

/* https?://... or www.... */
static size_t link_end(chars c, size_t at) {
    size_t size = 0;
    if (c.text[at] == 'h')
        size = begins(c, at, "http://") ? 7 : begins(c, at, "https://") ? 8 : 0;
    else if (c.text[at] == 'w')
        size = begins(c, at, "www.") ? 4 : 0;
    if (size == 0)
        return 0;
    size_t end = address_end(c, at + size);
    return end > at + size ? end : 0;
}

/* A name such as a.b.com, perhaps with a path; the last ending counts. */
static size_t domain_end(chars c, size_t at) {
    size_t found = 0;
    while (at < c.size && is_label(c.text[at]))
        at++;
    while (at_place(c, at) == '.' && at < c.size) {
        for (size_t each = 0; each < sizeof ENDINGS / sizeof *ENDINGS; each++)
            if (begins(c, at + 1, ENDINGS[each]))
                found = at + 1 + strlen(ENDINGS[each]);
        size_t label = ++at;
        while (at < c.size && is_label(c.text[at]))
            at++;
        if (at == label)
            break;
    }
    return found != 0 && begins(c, found, "/") ? address_end(c, found) : found;
}

static size_t count_masked(chars c, size_t at, int stars) {
    size_t count = 0;
    while (count < 4 && at + count < c.size &&
           (is_masked(c.text[at + count]) || (stars && c.text[at + count] == '*')))
        count++;
    return count;
}

/* 13x xxxx xxxx with both gaps, or perhaps without. */
static size_t mobile_end(chars c, size_t at, int gaps_needed) {
    if (at + 11 > c.size || c.text[at] != '1' || c.text[at + 1] < '3' || c.text[at + 1] > '9' || !is_digit(c.text[at + 2]))
        return 0;
    at += 3;
    for (int stars = 1; stars >= 0; stars--) {
        if (is_gap(at_place(c, at)))
            at++;
        else if (gaps_needed)
            return 0;
        if (count_masked(c, at, stars) < 4)
            return 0;
        at += 4;
    }
    return at;
}

static size_t hotline_end(chars c, size_t at) {
    if (!begins(c, at, "400") && !begins(c, at, "800"))
        return 0;
    at += 3;
    at += is_gap(at_place(c, at));
    if (count_masked(c, at, 0) < 3)
        return 0;
    at += 3;
    at += is_gap(at_place(c, at));
    return count_masked(c, at, 0) == 4 && !is_digit(at_place(c, at + 4)) ? at + 4 : 0;
}

static size_t digits_end(chars c, size_t at) {
    size_t end = at + 1;
    for (; at < c.size && (is_digit(c.text[at]) || c.text[at] == ',' || c.text[at] == '.'); at++)
        if (is_digit(c.text[at]))
            end = at + 1;
    return end;
}

static size_t same_end(chars c, size_t at) {
    uint32_t point = c.text[at];
    while (at < c.size && c.text[at] == point)
        at++;
    return at;
}

/* Where a number or an address ends that begins here; 0 if none does. `before` is the character before, or 0. */
static size_t number_end(chars c, size_t at, uint32_t before) {
    uint32_t point = c.text[at];
    size_t end = 0;
    int letter = is_small(point), digit = is_digit(point), free = !is_label(before) && before != '.';
    if (letter && (end = link_end(c, at)) != 0)
        return end;
    if ((letter || digit) && free && (end = domain_end(c, at)) != 0)
        return end;
    if (digit) {
        if (!is_digit(before) && (end = mobile_end(c, at, 1)) != 0 && !is_digit(at_place(c, end)))
            return end;
        if (!is_digit(before) && !is_small(before) && (end = hotline_end(c, at)) != 0)
            return end;
        return digits_end(c, at);
    }
    if ((point != 'x' && point != '*') || (point == 'x' && is_small(before)))
        return 0;
    end = same_end(c, at);
    if (point == '*')
        return end - at > 2 ? end : 0;
    return end - at > 1 && !is_small(at_place(c, end)) ? end : 0;
}

static int is_kept(chars c) {
    for (size_t each = 0; each < sizeof KEPT / sizeof *KEPT; each++)
        if (c.size == strlen(KEPT[each]) && begins(c, 0, KEPT[each]))
            return 1;
    return 0;
}

static int is_link(chars c) {
    int dotted = 0;
    if (c.text[0] == 'h' || c.text[0] == 'w')
        return 1;
    for (size_t at = 0; at < c.size; at++) {
        if ((is_small(c.text[at]) && c.text[at] != 'x') || c.text[at] == '/')
            return 1;
        dotted |= c.text[at] == '.';
    }
    return dotted && !is_digit(c.text[c.size - 1]);
}

/* How many signs a number becomes, and which; itself if it is 0. */
static size_t folded(chars c, uint32_t *sign) {
    size_t digits = 0, first = begins(c, 0, "86") && at_place(c, 2) == '1' ? 2 : 0;
    *sign = '0';
    while (digits < c.size && is_digit(c.text[digits]))
        digits++;
    if (c.size < 4 && digits == c.size)
        return is_kept(c) ? 0 : c.size;
    if (is_link(c)) {
        *sign = LINK;
        return 1;
    }
    if (mobile_end(c, first, 0) == c.size) {
        *sign = MOBILE;
        return 1;
    }
    if (c.size >= 10 && (begins(c, 0, "400") || begins(c, 0, "800"))) {
        *sign = HOTLINE;
        return 1;
    }
    if (is_kept(c))
        return 0;
    return c.size < 3 && is_digit(c.text[0]) ? c.size : 3;
}

/* Where an address ends that begins here; 0 if none does. `before` is the character before, or 0. */
static size_t address_or_name_end(chars c, size_t at, uint32_t before) {
    size_t end = is_small(c.text[at]) ? link_end(c, at) : 0;
    if (end == 0 && is_label(c.text[at]) && !is_label(before) && before != '.')
        end = domain_end(c, at);
    return end;
}

/* Whether there may be any, as _MAYBE_NUMBER says. */
static int may_hold_numbers(chars c) {
    for (size_t at = 0; at < c.size; at++) {
        uint32_t point = c.text[at], next = at_place(c, at + 1);
        if (is_digit(point) || point == '*' || (point == 'x' && next == 'x') || (is_small(point) && next == '.') ||
            (point == ':' && begins(c, at, "://")))
            return 1;
    }
    return 0;
}

/* The same as _MAYBE_LINK. */
static int may_hold_links(chars c) {
    for (size_t at = 0; at < c.size; at++)
        if (((is_small(c.text[at]) || is_digit(c.text[at])) && at_place(c, at + 1) == '.') || begins(c, at, "://"))
            return 1;
    return 0;
}

static void put(folds *f, size_t to, uint32_t point, uint32_t start, uint32_t end) {
    f->text[to] = point;
    f->starts[to] = start;
    f->ends[to] = end;
}

/* "xx" becomes three signs, so what is not read yet is kept behind what is written, which never reaches it. */
static void fold(folds *f, size_t (*end_of)(chars, size_t, uint32_t)) {
    size_t to = 0;
    uint32_t before = 0;
    uint32_t *text = f->text + f->size, *starts = f->starts + f->size, *ends = f->ends + f->size;
    memcpy(text, f->text, f->size * sizeof *text);
    memcpy(starts, f->starts, f->size * sizeof *starts);
    memcpy(ends, f->ends, f->size * sizeof *ends);
    chars c = {text, f->size};
    for (size_t at = 0; at < c.size;) {
        size_t end = end_of(c, at, before);
        if (end == 0) {
            put(f, to++, text[at], starts[at], ends[at]);
            before = text[at++];
            continue;
        }
        uint32_t sign;
        size_t count = folded((chars){text + at, end - at}, &sign), of = count ? count : end - at;
        for (size_t each = 0; each < of; each++)
            put(f, to++, count ? sign : text[at + each], starts[at], ends[end - 1]);
        before = text[end - 1];
        at = end;
    }
    f->size = to;
}

void fold_numbers(folds *f) {
    if (may_hold_numbers((chars){f->text, f->size}))
        fold(f, number_end);
}

void fold_links(folds *f) {
    if (may_hold_links((chars){f->text, f->size}))
        fold(f, address_or_name_end);
}
