/* Normalises a text as model/normalize.py does. */

#include "normal.h"

#include <stdlib.h>
#include <string.h>

void normal_free(normal *n) {
    if (n == NULL)
        return;
    free(n->signs);
    free(n->pool);
    free(n);
}

normal *normal_new(const suspects *s) {
    normal *n = calloc(1, sizeof *n);
    if (n != NULL) {
        n->suspects = s;
        n->widest = 1;
    }
    return n;
}

/* Where what is known of a character is kept; NULL where memory has run out. */
static sign *kept(normal *n, uint32_t point) {
    if (point >= PAGES << 8)
        return NULL;
    if (n->pages[point >> 8] == 0) {
        sign *signs = realloc(n->signs, (n->signs_pages + 1) * 256 * sizeof *signs);
        if (signs == NULL)
            return NULL;
        n->signs = signs;
        for (uint32_t at = 0; at < 256; at++)
            signs[n->signs_pages * 256 + at] = (sign){(point & ~(uint32_t)255) + at, 0, TOUCHED};
        n->pages[point >> 8] = (uint16_t)++n->signs_pages;
    }
    return n->signs + (size_t)(n->pages[point >> 8] - 1) * 256 + (point & 255);
}

/* What searches for disguised words. */
int normal_take_search(normal *n, const search *s) {
    n->search = s;
    return 0;
}

/* Characters and what each is folded to: of `plain`, one after the other, so many. */
int normal_take_folds(normal *n, const uint32_t *points, const uint8_t *sizes, size_t count, const uint32_t *plain) {
    size_t room = 0;
    for (size_t at = 0; at < count; at++)
        room += (size_t)sizes[at] + 1;
    if (n->pool != NULL || (n->pool = malloc((room + 1) * sizeof *n->pool)) == NULL)
        return -1;
    for (size_t at = 0; at < count; plain += sizes[at++]) {
        sign *s = kept(n, points[at]);
        if (s == NULL)
            return -1;
        s->plain = plain[0];
        if (sizes[at] == 1)
            continue;
        s->plain = SEVERAL + (uint32_t)n->pool_size;
        n->pool[n->pool_size++] = sizes[at];
        for (size_t each = 0; each < sizes[at]; each++)
            n->pool[n->pool_size++] = plain[each];
        if (sizes[at] > n->widest)
            n->widest = sizes[at];
    }
    return 0;
}

/* Characters and the bit of the disguise that each gives away. */
int normal_take_families(normal *n, const uint32_t *points, const uint16_t *families, size_t count) {
    for (size_t at = 0; at < count; at++) {
        sign *s = kept(n, points[at]);
        if (s == NULL)
            return -1;
        s->family = families[at];
    }
    return 0;
}

/* Ranges of characters, two numbers each, to which nothing is done by themselves. */
int normal_take_kind(normal *n, const uint32_t *ranges, size_t count, int kind) {
    for (size_t at = 0; at < count; at++)
        for (uint32_t point = ranges[2 * at]; point <= ranges[2 * at + 1]; point++) {
            sign *s = kept(n, point);
            if (s == NULL)
                return -1;
            s->kind = (uint8_t)kind;
        }
    return 0;
}

/* Numbers grow, but not beyond twice their size; a sign may stand for a word, but then is not folded to several. */
size_t normal_room_each(const normal *n) { return 2 * (n->widest > LONGEST_WORD ? n->widest : LONGEST_WORD); }

/* Whether a run of signs that ends here, or goes on, splits nothing. */
typedef struct {
    uint32_t before;
    int inside;
} run;

static int stays(run *r, uint32_t before, uint32_t point, int kind) {
    if (kind == SPLITTING) {
        if (!r->inside)
            *r = (run){before, 1};
        return point != '.' || !is_small(before);
    }
    int splits = r->inside && is_han(r->before) && is_han(point);
    r->inside = 0;
    return kind == WHOLE && !splits;
}

static sign known(const normal *n, uint32_t point) {
    uint32_t page = point < PAGES << 8 ? n->pages[point >> 8] : 0;
    return page ? n->signs[(size_t)(page - 1) * 256 + (point & 255)] : (sign){point, 0, TOUCHED};
}

void normal_fold(const normal *n, const uint32_t *text, size_t size, folds *f) {
    size_t to = 0;
    run signs = {0, 0};
    f->untouched = 1;
    f->families = 0;
    for (size_t at = 0; at < size; at++) {
        sign s = known(n, text[at]);
        f->families |= s.family;
        f->untouched = f->untouched && stays(&signs, to ? f->text[to - 1] : 0, s.plain, s.kind);
        size_t count = 1;
        const uint32_t *plain = &s.plain;
        if (s.plain >= SEVERAL) {
            plain = n->pool + (s.plain - SEVERAL);
            count = *plain++;
        }
        for (; count > 0; count--, to++) {
            f->text[to] = *plain++;
            f->starts[to] = (uint32_t)at;
            f->ends[to] = (uint32_t)at + 1;
        }
    }
    f->size = to;
}

static int is_space(uint32_t point) { return point == ' ' || (point >= 0x1C && point <= 0x1F) || point == 0x1680; }

/* As _SIGN in normalize.py, of what folding leaves. */
static int is_sign(uint32_t point) {
    if (point < 0x80)
        return is_space(point) || (point != 0 && strchr("*._-~^|/\\+=#@&`", (int)point) != NULL);
    return point == 0xB7 || point == 0x2022 || point == 0x30FB || point == 0xA6 || point == 0x4E28 || is_space(point);
}

static void move(folds *f, size_t to, size_t from) {
    f->text[to] = f->text[from];
    f->starts[to] = f->starts[from];
    f->ends[to] = f->ends[from];
}

/* Where signs end that begin here and stand between two Han characters; 0 if none do. */
static size_t signs_end(const folds *f, size_t at, uint32_t before) {
    size_t most = 1;
    if (!is_sign(f->text[at]) || !is_han(before))
        return 0;
    while (most < 4 && at + most < f->size && is_sign(f->text[at + most]))
        most++;
    for (; most > 0; most--)
        if (at + most < f->size && is_han(f->text[at + most]))
            return at + most;
    return 0;
}

void drop_signs(folds *f) {
    size_t to = 0;
    uint32_t before = 0;
    for (size_t at = 0, end; at < f->size;) {
        if ((end = signs_end(f, at, before)) == 0) {
            before = f->text[at];
            move(f, to++, at++);
            continue;
        }
        for (; at < end; at++) {
            if (!is_space(f->text[at]))
                f->families |= 1u << INSERTED_SIGNS;
            before = f->text[at];
        }
    }
    f->size = to;
}

static void drop_repeats(folds *f) {
    size_t to = 0;
    for (size_t at = 0, end; at < f->size; at = end) {
        for (end = at + 1; end < f->size && f->text[end] == f->text[at];)
            end++;
        if (end - at > 2 && is_han(f->text[at])) {
            uint32_t last = f->ends[end - 1];
            move(f, to, at);
            f->ends[to++] = last;
            continue;
        }
        for (size_t each = at; each < end; each++)
            move(f, to++, each);
    }
    f->size = to;
}

/* How many characters there are after the edits: each goes on where its end is, even if another one ended later. */
static size_t edited_size(const folds *f, const edit *edits, size_t count) {
    size_t size = 0, from = 0;
    for (size_t each = 0; each < count; from = edits[each++].end)
        size += (edits[each].start > from ? edits[each].start - from : 0) + edits[each].count;
    return size + f->size - from;
}

static void put_word(folds *f, const folds *old, const edit *e) {
    uint32_t end = 0;
    for (size_t at = e->start; at < e->end; at++)
        end = old->ends[at] > end ? old->ends[at] : end;
    for (size_t at = 0; at < e->count; at++, f->size++) {
        f->text[f->size] = e->plain[at];
        f->starts[f->size] = old->starts[e->start];
        f->ends[f->size] = end;
    }
    f->families |= e->families;
    f->of_words |= e->families;
}

static void put_others(folds *f, const folds *old, size_t from, size_t to) {
    for (; from < to; from++, f->size++) {
        f->text[f->size] = old->text[from];
        f->starts[f->size] = old->starts[from];
        f->ends[f->size] = old->ends[from];
    }
}

static int make_edits(folds *f, const edit *edits, size_t count) {
    size_t bytes = f->size * sizeof *f->text, from = 0;
    if (2 * edited_size(f, edits, count) > f->room)
        return NARROW;
    folds old = *f;
    if ((old.text = malloc(3 * bytes)) == NULL)
        return FAILED;
    old.starts = old.text + f->size;
    old.ends = old.starts + f->size;
    memcpy(old.text, f->text, bytes);
    memcpy(old.starts, f->starts, bytes);
    memcpy(old.ends, f->ends, bytes);
    f->size = 0;
    for (size_t each = 0; each < count; from = edits[each++].end) {
        put_others(f, &old, from, edits[each].start);
        put_word(f, &old, edits + each);
    }
    put_others(f, &old, from, old.size);
    f->undone = 1;
    free(old.text);
    return FINISHED;
}

static int undo_words(const normal *n, folds *f, uint32_t doubted) {
    edit edits[SEARCHED];
    size_t start = 0, end = 0, size = f->size < SEARCHED ? f->size : SEARCHED;
    if (!doubted && !suspects_next(n->suspects, f->text, size, &start, &end))
        return FINISHED;
    if (n->search == NULL)
        return UNSEARCHED;
    ptrdiff_t count = search_undo(n->search, f->text, size, doubted, edits);
    return count < 0 ? FAILED : count == 0 ? FINISHED : make_edits(f, edits, (size_t)count);
}

int normal_finish(const normal *n, folds *f) {
    if (f->untouched)
        f->families = 0;
    else
        drop_signs(f);
    drop_repeats(f);
    int result = undo_words(n, f, 0);
    if (result == FINISHED && !f->untouched)
        fold_numbers(f);
    return result;
}

int normal_finish_in_doubt(const normal *n, folds *f, uint32_t draw) {
    fold_links(f); /* their letters are no initials of words */
    drop_signs(f);
    drop_repeats(f);
    int result = undo_words(n, f, draw + 1);
    if (result == FINISHED)
        fold_numbers(f);
    return result;
}

static size_t folded_size(const normal *n, const uint32_t *text, size_t size) {
    size_t folded = 0;
    for (size_t at = 0; at < size; at++) {
        uint32_t plain = known(n, text[at]).plain;
        folded += plain < SEVERAL ? 1 : n->pool[plain - SEVERAL];
    }
    return folded;
}

/* Writes a text as the model reads it into `told`: its characters, then where each starts in the original and where it
   ends, each with `room` numbers between; and behind them a bit for each disguise undone. Gives its size, or what
   normal_finish gives where that is not done. */
ptrdiff_t normal_read(const normal *n, const uint32_t *text, size_t size, uint32_t *told, size_t room) {
    if (room < 2 * folded_size(n, text, size))
        return NARROW;
    folds f = {.text = told, .starts = told + room, .ends = told + 2 * room, .room = room};
    normal_fold(n, text, size, &f);
    int result = normal_finish(n, &f);
    told[3 * room] = f.families;
    return result == FINISHED ? (ptrdiff_t)f.size : result;
}
