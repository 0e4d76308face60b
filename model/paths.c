/* Follows the words worth disguising through a text, as model/paths.py does. */

#include "search.h"

#include <stdlib.h>
#include <string.h>

#define NOTHING 0xFF /* the last disguise where there is none */

static int is_word(uint32_t point) { return is_han(point) || is_letter(point) || is_digit(point); }

static unsigned last_family(const hunt *h) { return h->changed ? family_of(h->changes[h->changed - 1]) : NOTHING; }

static int is_open(unsigned when, unsigned last) {
    switch (when) {
    case NOT_AFTER_EMOJI:
        return last != EMOJI;
    case AFTER_INITIALS:
        return last == INITIALS;
    case NOT_AFTER_INITIALS:
        return last != INITIALS;
    default:
        return 1;
    }
}

/* The step that a wanted character leads to from another; 0 if it leads nowhere. */
static uint32_t stage_after(const search *s, uint32_t from, uint32_t wanted) {
    const stage *here = s->stages + from;
    for (uint32_t each = here->first; each < here->first + here->count; each++)
        if (s->stages[each].wanted == wanted)
            return each;
    return 0;
}

/* The step that the rest of a path leads to. */
static uint32_t followed(const search *s, uint32_t to, uint32_t path) {
    for (uint32_t at = 2; to != 0 && at <= s->lists[path]; at++)
        to = stage_after(s, to, s->lists[path + at] - 1);
    return to;
}

static int is_replaced(unsigned family) {
    return family != INSERTED_SIGNS && family != REORDERED && family != REPEATED;
}

/* What all changes come to, added up one after the other, as in Python. */
static void weigh(const search *s, sighting *found) {
    double more = 0;
    found->kept = (uint8_t)s->words[found->word].size;
    for (size_t at = 0; at < found->changed; at++) {
        found->weight += weight_of(found->changes[at]);
        more += weight_of(found->changes[at]) - 0.5;
        found->kept -= (uint8_t)is_replaced(family_of(found->changes[at]));
        found->families |= (uint16_t)(1u << family_of(found->changes[at]));
    }
    found->fit = found->kept + more;
}

static int sight(hunt *h, size_t end, const stage *to) {
    if ((size_t)to->word >= h->words || (is_small(h->text[end - 1]) && !is_boundary(h, end)))
        return 0;
    sighting *seen = with_room(h->seen, h->seen_count, &h->seen_room, sizeof *seen, 16);
    if (seen == NULL)
        return -1;
    h->seen = seen;
    sighting *found = h->seen + h->seen_count++;
    *found = (sighting){.start = (uint32_t)h->start, .end = (uint32_t)end, .word = (uint16_t)to->word};
    memcpy(found->changes, h->changes, h->changed * sizeof *h->changes);
    found->changed = (uint8_t)h->changed;
    if (to->out_of_order)
        found->changes[found->changed++] = changed_by(REORDERED, 80);
    weigh(h->of, found);
    return 0;
}

static int read_on(hunt *h, size_t at, uint32_t node);

/* As _BETWEEN in paths.py. */
static int stands_between(uint32_t point) {
    if (point < 0x80)
        return point > ' ' ? point < 0x7F && !is_letter(point) && !is_digit(point)
                           : (point >= 9 && point <= 13) || point >= 0x1C;
    return point == 0x85 || point == 0xA0 || (point >= 0xA1 && point <= 0xBF) || point == 0xD7 || point == 0xF7 ||
           (point >= 0x2B0 && point <= 0x2FF) || point == 0x1680 || (point >= 0x2000 && point <= 0x200A) ||
           (point >= 0x2010 && point <= 0x2BFF) || point == 0x3000 || (point >= 0x3001 && point <= 0x3020) ||
           (point >= 0xFE30 && point <= 0xFE6F);
}

/* As STOPS in paths.py. */
static int is_stop(const uint32_t *text, size_t size) {
    static const uint32_t STOPS[] = {',', ';',  ':',    '!',    '?',    0x3002, 0x3001, '.',
                                     '"', '\'', 0x201C, 0x201D, 0x2018, 0x2019, 0x2014};
    for (size_t at = 0; at < sizeof STOPS / sizeof *STOPS && size == 1; at++)
        if (text[0] == STOPS[at])
            return 1;
    return size == 2 && ((text[0] == '(' && text[1] == ')') || (text[0] == '[' && text[1] == ']'));
}

/* Reads on past signs, or past the same character again. */
static int read_over(hunt *h, size_t at, uint32_t node) {
    const stage *here = h->of->stages + node;
    size_t end = at, changed = h->changed;
    int result = 0;
    if (h->text[at] == h->text[at - 1] && is_han(h->text[at])) {
        while (end < h->size && h->text[end] == h->text[at])
            end++;
        h->changes[h->changed++] = changed_by(REPEATED, 60);
        if (here->word >= 0)
            result = sight(h, end, here);
    } else if (here->first != 0) {
        while (end < h->size && end < at + 4 && stands_between(h->text[end]))
            end++;
        if (end == at)
            return 0;
        if (end < h->size && is_han(h->text[at - 1]) && is_han(h->text[end]))
            h->changes[h->changed++] = changed_by(INSERTED_SIGNS, is_stop(h->text + at, end - at) ? 70 : 80);
    }
    if (result == 0 && here->first != 0 && end < h->size)
        result = read_on(h, end, node);
    h->changed = changed;
    return result;
}

/* Goes on from a step that a text was read to. */
static int go_on(hunt *h, size_t end, uint32_t to) {
    const stage *here = h->of->stages + to;
    if (here->word >= 0 && sight(h, end, here) != 0)
        return -1;
    if (end == h->size)
        return 0;
    if (here->first != 0 && read_on(h, end, to) != 0)
        return -1;
    if (h->text[end] == h->text[end - 1] || !is_word(h->text[end]))
        return read_over(h, end, to);
    return 0;
}

/* Reads on with all options for a character, which leads to this step. */
static int read_as(hunt *h, size_t at, const place *p, uint32_t rank, uint32_t to) {
    unsigned last = last_family(h);
    size_t changed = h->changed;
    option o;
    do {
        o = h->options[p->first + rank];
        uint32_t end = o.path == 0 ? to : followed(h->of, to, o.path);
        rank = o.more;
        if (end == 0 || !is_open(o.when, last))
            continue;
        if (o.made != 0)
            h->changes[h->changed++] = o.made;
        if (go_on(h, at + o.size, end) != 0)
            return -1;
        h->changed = changed;
    } while (o.more != 0);
    return 0;
}

/* All ways to read on from a place to the end of a word. */
static int read_on(hunt *h, size_t at, uint32_t node) {
    const stage *here = h->of->stages + node;
    const place *p = read_at(h, at);
    if (p == NULL)
        return -1;
    for (uint32_t to = here->first; to < here->first + here->count; to++) {
        uint32_t wanted = h->of->stages[to].wanted;
        if (!(p->may[wanted / 64] >> (wanted & 63) & 1))
            continue;
        if (read_as(h, at, p, rank_of(p->may, p->before, wanted), to) != 0)
            return -1;
    }
    return 0;
}

/* The same from the first step, which leads to hundreds. */
static int read_first(hunt *h, size_t at) {
    const search *s = h->of;
    const place *p = read_at(h, at);
    if (p == NULL)
        return -1;
    for (size_t each = 0; each < WIDE; each++)
        for (uint64_t both = s->opening[each] & p->may[each]; both != 0; both &= both - 1) {
            uint64_t lower = (both & -both) - 1;
            uint32_t rank = p->before[each] + bits_in(p->may[each] & lower);
            uint32_t to = s->stages->first + s->opening_before[each] + bits_in(s->opening[each] & lower);
            if (read_as(h, at, p, rank, to) != 0)
                return -1;
        }
    return 0;
}

int words_from(hunt *h, size_t at) {
    if (is_small(h->text[at]) && !is_boundary(h, at))
        return 0;
    h->start = at;
    h->changed = 0;
    return read_first(h, at);
}
