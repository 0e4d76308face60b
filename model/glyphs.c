/* Reads rare characters, and parts that stand apart, as model/glyphs.py does. */

#include "search.h"

size_t cut_end(const search *s, const uint32_t *text, size_t size, size_t from) {
    return word_end(&s->listed, text, size, from);
}

/* Whether a longer word is cut around a place if a character stands there. */
static int makes_a_word(const search *s, const uint32_t *text, size_t size, size_t at, uint32_t character) {
    uint32_t around[5];
    size_t first = at < 2 ? 0 : at - 2, count = 0;
    for (size_t each = first; each < at + 3 && each < size; each++)
        around[count++] = each == at ? character : text[each];
    for (size_t from = 0, end; from < count; from = end) {
        end = cut_end(s, around, count, from);
        if (end <= at - first)
            continue;
        int ascii = 1;
        for (size_t each = from; each < end; each++)
            ascii &= around[each] < 0x80;
        return end - from > 1 && !ascii;
    }
    return 0;
}

/* What stands at [start, end) may mean, the commonest first. */
static const uint32_t *meanings(const search *s, const uint32_t *text, size_t start, size_t end) {
    const step *found = looked_up(&s->listed, PARTS, text + start, end - start);
    return s->lists + (word_of(found) < 0 ? 0 : word_of(found));
}

/* Reads the sign at a place: with signs beside it as parts, or alone where that makes a word. */
static int read_glyph(const search *s, const uint32_t *text, size_t size, size_t at, size_t from, edit *to) {
    const uint32_t *meant;
    for (size_t back = 0; back < 2 && back <= at; back++)
        for (size_t length = 3; length > 1; length--) {
            size_t start = at - back, end = start + length;
            if (start < from || end > size || (meant = meanings(s, text, start, end))[0] == 0)
                continue;
            *to = (edit){(uint32_t)start, (uint32_t)end, 1u << SPLIT, 1, meant + 1};
            return 1;
        }
    meant = meanings(s, text, at, at + 1);
    for (uint32_t each = 1; each <= meant[0] && at >= from; each++)
        if (makes_a_word(s, text, size, at, meant[each])) {
            *to = (edit){(uint32_t)at, (uint32_t)at + 1, 1u << LOOK_ALIKE, 1, meant + each};
            return 1;
        }
    return 0;
}

size_t read_glyphs(const search *s, const uint32_t *text, size_t size, edit *glyphs, int *telling) {
    size_t count = 0, from = 0;
    *telling = 0;
    for (size_t start = 0, end = 0; suspects_next(s->suspects, text, size, &start, &end); start = end) {
        if (end - start != 1 || text[start] < 0x2E80 || text[start] > 0x9FFF)
            continue;
        if (!read_glyph(s, text, size, start, from, glyphs + count))
            continue;
        from = glyphs[count].end;
        *telling |= glyphs[count++].families == 1u << SPLIT;
    }
    *telling |= count > 1;
    return count;
}
