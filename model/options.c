/* All ways to read a character of a word at a place, as `_steps` in model/paths.py tells. */

#include "search.h"

#include <stdlib.h>
#include <string.h>

static int offer(hunt *h, place *p, option o) {
    option *options = with_room(h->options, h->options_count, &h->options_room, sizeof *options, 256);
    if (options == NULL)
        return -1;
    h->options = options;
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

/* Puts the options of a place into the order of their characters. */
static int order_options(hunt *h, place *p) {
    if (p->count > UINT16_MAX)
        return -1;
    option few[64], *from = h->options + p->first, *to = p->count <= 64 ? few : malloc(p->count * sizeof *to);
    if (to == NULL)
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

const place *read_at(hunt *h, size_t at) {
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
