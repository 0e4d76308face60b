/* Follows the words worth disguising through a text, as model/paths.py does. */

#include "search.h"

#include <stdlib.h>
#include <string.h>

enum { ALWAYS, NOT_AFTER_EMOJI, AFTER_INITIALS, NOT_AFTER_INITIALS }; /* when a way to read a character is open */

#define NOTHING 0xFF /* the last disguise where there is none */

static change changed_by(unsigned family, unsigned hundredths) { return (change)(family << 8 | hundredths); }

static int is_word(uint32_t point) { return is_han(point) || is_letter(point) || is_digit(point); }

static int offer(hunt *h, place *p, option o) {
    if (h->options_count == h->options_room) {
        size_t room = h->options_room * 2 + 256;
        option *options = realloc(h->options, room * sizeof *options);
        if (options == NULL)
            return -1;
        h->options = options;
        h->options_room = room;
    }
    h->options[h->options_count++] = o;
    p->may[o.wanted / 64] |= UINT64_C(1) << (o.wanted & 63);
    return 0;
}

/* Offers each wanted character of a list. */
static int offer_all(hunt *h, place *p, int32_t list, option like) {
    const uint32_t *all = h->of->lists + (list < 0 ? 0 : list);
    for (uint32_t at = 1; at <= all[0]; at++) {
        like.wanted = (uint16_t)(all[at] - 1);
        if (offer(h, p, like) != 0)
            return -1;
    }
    return 0;
}

static int offer_han(hunt *h, place *p, uint32_t sign) {
    const search *s = h->of;
    const uint32_t *meant = s->lists + s->meant[sign - FIRST_HAN];
    unsigned number = s->numbers[sign - FIRST_HAN], weight = s->weights[sign - FIRST_HAN];
    int result = 0;
    if (number != 0)
        result = offer(h, p, (option){0, (uint16_t)(number - 1), 0, 1, ALWAYS, 0});
    for (uint32_t at = 1; at <= meant[0] && result == 0; at++) {
        change made = changed_by(meant[at] >> 16, weight);
        result = offer(h, p, (option){0, (uint16_t)((meant[at] & 0xFFFF) - 1), made, 1, ALWAYS, 0});
    }
    return result;
}

static int offer_parts(hunt *h, place *p, size_t at) {
    const search *s = h->of;
    const step *found = tree_step(&s->listed, PARTS, h->text[at]);
    unsigned weight = is_han(h->text[at]) && s->weights[h->text[at] - FIRST_HAN] < 130 ? 100 : 130;
    for (size_t end = at + 1; end < at + 3 && end < h->size && leads_on(found); end++) {
        found = tree_step(&s->listed, node_of(found), h->text[end]);
        option like = {0, 0, changed_by(SPLIT, weight), (uint8_t)(end + 1 - at), ALWAYS, 0};
        if (offer_all(h, p, gram_of(found), like) != 0)
            return -1;
    }
    return 0;
}

/* What signs stand for: a list of how surely, in hundredths, how many characters, and they. */
static int offer_drawn(hunt *h, place *p, size_t at) {
    const search *s = h->of;
    uint32_t node = DRAWN;
    for (size_t end = at; end < at + 4 && end < h->size; end++) {
        const step *found = tree_step(&s->listed, node, h->text[end]);
        const uint32_t *all = s->lists + (gram_of(found) < 0 ? 0 : gram_of(found));
        for (uint32_t each = 1; each + 2 <= all[0]; each += 2 + all[each + 1]) {
            uint32_t path = all[each + 1] > 1 ? (uint32_t)(all + each + 1 - s->lists) : 0;
            uint8_t when = path == 0 && all[each] < 100 ? NOT_AFTER_EMOJI : ALWAYS, size = (uint8_t)(end + 1 - at);
            change made = changed_by(EMOJI, all[each]);
            if (offer(h, p, (option){path, (uint16_t)(all[each + 2] - 1), made, size, when, 0}) != 0)
                return -1;
        }
        if (!leads_on(found))
            break;
        node = node_of(found);
    }
    return 0;
}

/* Letters and digits as a sound; a one may be an i or an l. */
static int offer_sounds(hunt *h, place *p, size_t at, uint8_t when, int one) {
    static const char LETTERS[2][11] = {"oi.eas...g", "ol.eas...g"};
    const tree *t = &h->of->listed;
    uint32_t node = SOUNDS;
    int letters = 0, digits = 0, ones = 0;
    for (size_t end = at; end < at + 6 && end < h->size; end++) {
        uint32_t point = h->text[end];
        if (!is_small(point) && !is_digit(point))
            return 0;
        letters |= is_small(point);
        digits |= is_digit(point);
        ones |= point == '1';
        const step *found = tree_step(t, node, is_digit(point) ? (uint32_t)LETTERS[one][point - '0'] : point);
        unsigned family = digits ? LEET : PINYIN, weight = end == at + 1 ? 100 : 120;
        option like = {0, 0, changed_by(family, weight), (uint8_t)(end + 1 - at), when, 0};
        if (end > at && letters && (ones || !one) && offer_all(h, p, gram_of(found), like) != 0)
            return -1;
        if (!leads_on(found))
            return 0;
        node = node_of(found);
    }
    return 0;
}

static int is_in_number(uint32_t point) {
    return is_digit(point) || (point < 0x80 && point != 0 && strchr(":.,-/%", (int)point) != NULL);
}

static int offer_spelt(hunt *h, place *p, size_t at) {
    uint32_t sign = h->text[at];
    const step *found = tree_step(&h->of->listed, SOUNDS, sign);
    int within = at > 0 && is_small(h->text[at - 1]) && !is_boundary(h, at), result = 0;
    if (is_digit(sign)) {
        if ((at + 1 >= h->size || !is_in_number(h->text[at + 1])) && (at == 0 || !is_in_number(h->text[at - 1])))
            result = offer_all(h, p, word_of(found), (option){0, 0, changed_by(LEET, 45), 1, ALWAYS, 0});
    } else {
        change made = changed_by(INITIALS, sign == 'x' ? 30 : 70);
        result = offer_all(h, p, word_of(found), (option){0, 0, made, 1, within ? AFTER_INITIALS : ALWAYS, 0});
    }
    for (int one = 0; one < 2 && result == 0; one++)
        result = offer_sounds(h, p, at, within ? NOT_AFTER_INITIALS : ALWAYS, one);
    return result;
}

/* How many bits of a set stand before one. */
static uint32_t rank_of(const uint64_t *set, const uint16_t *before, uint32_t bit) {
    return before[bit / 64] + bits_in(set[bit / 64] & ((UINT64_C(1) << (bit & 63)) - 1));
}

/* Puts the options of a place into the order of their characters. */
static int order_options(hunt *h, place *p) {
    option few[64], *from = h->options + p->first, *to = p->count <= 64 ? few : malloc(p->count * sizeof *to);
    if (to == NULL || p->count > UINT16_MAX)
        return -1;
    count_before(p->may, p->before);
    uint32_t more = p->before[WIDE - 1] + bits_in(p->may[WIDE - 1]);
    for (uint32_t at = 0; at < more; at++)
        to[at].size = 0;
    for (uint32_t at = 0; at < p->count; at++) {
        option *first = to + rank_of(p->may, p->before, from[at].wanted);
        if (first->size == 0) {
            *first = from[at];
            continue;
        }
        to[more] = from[at];
        to[more].more = first->more;
        first->more = (uint16_t)more++;
    }
    if (p->count > 0)
        memcpy(from, to, p->count * sizeof *to);
    if (to != few)
        free(to);
    return 0;
}

/* All ways to read a character of a word here; NULL where memory has run out. */
static const place *read_at(hunt *h, size_t at) {
    place *p = h->places + at;
    uint32_t sign = h->text[at];
    int result = 0;
    if (p->ready)
        return p;
    p->first = (uint32_t)h->options_count;
    if (is_han(sign))
        result = offer_han(h, p, sign);
    if (is_letter(sign) || is_digit(sign))
        result = offer_spelt(h, p, at);
    else if (sign >= 0x80 && result == 0)
        result = offer_parts(h, p, at);
    if (sign >= 0x80 && !is_han(sign) && result == 0)
        result = offer_drawn(h, p, at);
    p->count = (uint32_t)h->options_count - p->first;
    p->ready = 1;
    return result == 0 && order_options(h, p) == 0 ? p : NULL;
}

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

/* The step that a wanted character leads to; 0 if it leads nowhere. */
static uint32_t stage_after(const stage *from, uint32_t wanted) {
    if (!(from->after[wanted / 64] >> (wanted & 63) & 1))
        return 0;
    return from->first + rank_of(from->after, from->before, wanted);
}

/* The step that the rest of a path leads to. */
static uint32_t followed(const search *s, uint32_t to, uint32_t path) {
    for (uint32_t at = 2; to != 0 && at <= s->lists[path]; at++)
        to = stage_after(s->stages + to, s->lists[path + at] - 1);
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
    if (is_small(h->text[end - 1]) && !is_boundary(h, end))
        return 0;
    if (h->seen_count == h->seen_room) {
        size_t room = h->seen_room * 2 + 16;
        sighting *seen = realloc(h->seen, room * sizeof *seen);
        if (seen == NULL)
            return -1;
        h->seen = seen;
        h->seen_room = room;
    }
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
    for (size_t each = 0; each < WIDE; each++)
        for (uint64_t both = here->after[each] & p->may[each]; both != 0; both &= both - 1) {
            uint64_t lower = (both & -both) - 1;
            uint32_t rank = p->before[each] + bits_in(p->may[each] & lower);
            uint32_t to = here->first + here->before[each] + bits_in(here->after[each] & lower);
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
    return read_on(h, at, 0);
}
