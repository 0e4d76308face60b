/* Points at the places of a text where disguised words may begin, as model/suspicion.py does. */

#include "search.h"

#include <string.h>

#define BEFORE 4 /* as in suspicion.py */

static int cuts_letters(hunt *h, size_t at) {
    return at > 0 && at < h->size && is_letter(h->text[at - 1]) && is_letter(h->text[at]) && !is_boundary(h, at);
}

static void point_at(uint8_t *places, size_t start, size_t end) {
    start = start > BEFORE ? start - BEFORE : 0;
    memset(places + start, 1, end - start);
}

/* Before runs of letters and digits that abbreviate a word, or spell sounds from beginning to end. */
static void point_at_runs(hunt *h, uint8_t *places) {
    for (size_t at = 0, end; at < h->size; at = end) {
        uint32_t before = at > 0 ? h->text[at - 1] : 0;
        size_t first = at;
        end = at + 1;
        if (is_digit(before) || is_small(before) || before == '_')
            continue;
        while (first < h->size && first < at + 2 && is_digit(h->text[first]))
            first++;
        if (first == h->size || !is_small(h->text[first]))
            continue;
        for (end = first + 1; end < h->size; end++) {
            size_t letter = is_digit(h->text[end]) ? end + 1 : end;
            if (letter == h->size || !is_small(h->text[letter]))
                break;
            end = letter;
        }
        if (suspects_spelt(h->of->suspects, h->text + at, end - at) || is_spelt(h->of, h->text + at, end - at))
            point_at(places, at, end);
    }
}

int point_out(hunt *h, uint8_t *places) {
    int any = 0, spelt = 0;
    for (size_t start = 0, end = 0; suspects_next(h->of->suspects, h->text, h->size, &start, &end); start = end) {
        if (suspects_spelt(h->of->suspects, h->text + start, end - start))
            spelt = 1;
        else if (!cuts_letters(h, start) && !cuts_letters(h, end))
            point_at(places, start, end);
    }
    if (spelt)
        point_at_runs(h, places);
    for (size_t at = 0; at < h->size && !any; at++)
        any = places[at];
    return any;
}
