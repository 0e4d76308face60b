/* Where spelt words may begin and end in runs of letters and digits, as model/letters.py tells. */

#include "search.h"

#include <string.h>

static int in_run(uint32_t point) { return is_digit(point) || is_small(point) || point == '_'; }

static int is_consonant(uint32_t point) { return is_small(point) && strchr("aeiouv", (int)point) == NULL; }

/* The letters that a digit stands in for, as `_sounds` in letters.py says. */
const char *letters_of(uint32_t digit) {
    static const char *const LETTERS[] = {"o", "il", "", "e", "a", "s", "", "", "", "g"};
    return LETTERS[digit - '0'];
}

/* How long the longest sound is that begins here, below this step. */
static size_t longest_sound(const tree *t, uint32_t from, const uint32_t *text, size_t size) {
    size_t longest = 0;
    char one[2] = {0, 0};
    const char *letters = one;
    if (size == 0)
        return 0;
    if (is_small(text[0]))
        one[0] = (char)text[0];
    else if (is_digit(text[0]))
        letters = letters_of(text[0]);
    for (; *letters != 0; letters++) {
        const step *found = tree_step(t, from, (uint32_t)*letters);
        size_t more = leads_on(found) ? longest_sound(t, node_of(found), text + 1, size - 1) : 0;
        size_t length = more ? more + 1 : is_listed(found) ? 1 : 0;
        longest = length > longest ? length : longest;
    }
    return longest;
}

int is_spelt(const search *s, const uint32_t *text, size_t size) {
    int letters = 0;
    for (size_t at = 0, length; at < size; at += length) {
        if ((length = longest_sound(&s->listed, SOUNDS, text + at, size - at)) == 0)
            return 0;
        for (size_t each = 0; each < length; each++)
            letters |= is_small(text[at + each]);
    }
    return letters;
}

/* Whether nothing stands there, a digit, or sounds. */
static int is_apart(const search *s, const uint32_t *text, size_t size) {
    return size == 0 || (size == 1 && is_digit(text[0])) || is_spelt(s, text, size);
}

int is_messenger(const uint32_t *text, size_t size) { return size == 2 && text[0] == 'q' && text[1] == 'q'; }

static int are_initials(const uint32_t *text, size_t size) {
    for (size_t at = 0; at < size; at++)
        if (!is_consonant(text[at]))
            return 0;
    return size >= 2 && size <= 8 && !is_messenger(text, size);
}

/* Whether two digits stand there. */
static int is_number(const uint32_t *text) { return is_digit(text[0]) && is_digit(text[1]); }

static int is_parted(const search *s, const uint32_t *text, size_t size, size_t at) {
    size_t from = at, to = at;
    while (from > 0 && in_run(text[from - 1]) && at - from <= LONGEST_RUN)
        from--;
    while (to < size && in_run(text[to]) && to - at <= LONGEST_RUN)
        to++;
    if (from == at || to == at)
        return 1;
    if (at - from > LONGEST_RUN || to - at > LONGEST_RUN || text[at - 1] == '_' || text[at] == '_')
        return 0;
    if (are_initials(text + from, to - from))
        return 1;
    for (size_t each = at; each >= from + 2; each--)
        if (is_number(text + each - 2)) {
            from = each;
            break;
        }
    for (size_t each = at; each + 2 <= to; each++)
        if (is_number(text + each)) {
            to = each;
            break;
        }
    return is_apart(s, text + from, at - from) && is_apart(s, text + at, to - at);
}

int is_boundary(hunt *h, size_t at) {
    uint8_t *known = &h->places[at].boundary;
    if (*known == 0)
        *known = is_parted(h->of, h->text, h->size, at) ? 1 : 2;
    return *known == 1;
}
