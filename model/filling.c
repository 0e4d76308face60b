/* Fills a `reading` with words, cues, features and pairs. */

#include "reading.h"

#include <stdlib.h>
#include <string.h>

void reading_free(reading *r) {
    if (r == NULL)
        return;
    tree_end(&r->words);
    tree_end(&r->evidence);
    free(r->allocated);
    free(r->cues);
    free(r->together);
    free(r->in_order);
    free(r->kinds);
    free(r->signs);
    free(r->opened);
    free(r->pairs);
    free(r->trigrams);
    free(r->letters);
    free(r->rules.intercepts);
    free(r->rules.tags_from);
    free(r->rules.stack);
    free(r->rules.kinds);
    free(r);
}

reading *reading_new(void) {
    reading *r = calloc(1, sizeof *r);
    if (r != NULL && (tree_begin(&r->words) != 0 || tree_begin(&r->evidence) != 0)) {
        reading_free(r);
        return NULL;
    }
    return r;
}

/* Words, a line each, at which texts are cut. */
int reading_take_words(reading *r, const uint32_t *words, size_t size) {
    if (r->words.nodes == NULL)
        return -1;
    for (size_t from = 0, end; from < size; from = end + 1) {
        end = line_end(words, from, size);
        uint32_t to = tree_grown(&r->words, ROOT, words + from, end - from);
        if (to == 0)
            return -1;
        r->words.nodes[to].listed = to != ROOT;
    }
    return 0;
}

/* Clusters of words, a line each, with blanks between the words; the first two, of no words, come before. */
int reading_take_clusters(reading *r, const uint32_t *lines, size_t size) {
    if (r->words.nodes == NULL || r->clusters != 0)
        return -1;
    r->clusters = ENDS + 1;
    for (size_t from = 0, end; from < size; from = end + 1) {
        for (end = from; end < size && lines[end] != ' ' && lines[end] != '\n'; end++)
            ;
        uint32_t to = tree_grown(&r->words, ROOT, lines + from, end - from);
        if (to == 0 || r->clusters == MOST_CLUSTERS)
            return -1;
        r->words.nodes[to].cluster = (uint16_t)r->clusters;
        r->clusters += end == size || lines[end] == '\n';
    }
    return 0;
}

/* Once all features are there: where what begins with a cluster's sign goes on. */
static int open_clusters(reading *r) {
    r->opened = malloc(r->clusters * sizeof *r->opened);
    for (uint32_t at = 0; r->opened != NULL && at < r->clusters; at++) {
        uint32_t sign = CLUSTER_SIGN + at;
        r->opened[at] = tree_found(&r->words, ROOT, &sign, 1);
    }
    return r->opened == NULL ? -1 : 0;
}

static int32_t *empty_rows(size_t count) {
    int32_t *rows = malloc(count * sizeof *rows);
    for (size_t at = 0; rows != NULL && at < count; at++)
        rows[at] = -1;
    return rows;
}

/* Classes of cues: their names, a line each and in order, the sign of each, and what it is. */
int reading_take_classes(reading *r, const uint32_t *names, size_t size, const uint32_t *signs, const uint8_t *kinds,
                         size_t classes) {
    if (r->words.nodes == NULL || r->classes != 0 || classes == 0 || classes > SIGNS)
        return -1;
    r->cues = empty_rows(classes);
    r->together = empty_rows(classes * classes);
    r->in_order = empty_rows(classes * classes);
    r->kinds = malloc(classes);
    r->signs = malloc(classes * sizeof *r->signs);
    if (r->cues == NULL || r->together == NULL || r->in_order == NULL || r->kinds == NULL || r->signs == NULL)
        return -1;
    memcpy(r->kinds, kinds, classes);
    memcpy(r->signs, signs, classes * sizeof *r->signs);
    size_t at = 0;
    for (size_t from = 0, end; from < size && at < classes; from = end + 1, at++) {
        end = line_end(names, from, size);
        uint32_t to = tree_grown(&r->words, NAMES, names + from, end - from);
        if (to == 0)
            return -1;
        r->words.nodes[to].cue = (int16_t)at;
    }
    r->classes = classes;
    return at == classes ? 0 : -1;
}

/* Cues, a line each, and the class of each, or STOP or NONE. */
int reading_take_cues(reading *r, const uint32_t *words, size_t size, const int16_t *classes, size_t count) {
    if (r->words.nodes == NULL || r->evidence.nodes == NULL)
        return -1;
    size_t at = 0;
    for (size_t from = 0, end; from < size && at < count; from = end + 1, at++) {
        end = line_end(words, from, size);
        uint32_t to = tree_grown(&r->words, ROOT, words + from, end - from);
        if (to == 0 || to == ROOT || classes[at] < NONE || classes[at] >= (int)r->classes)
            return -1;
        r->words.nodes[to].cue = classes[at];
        int kind = classes[at] < 0 ? 0 : r->kinds[classes[at]];
        if (kind != 0) {
            uint32_t evident = tree_grown(&r->evidence, ROOT, words + from, end - from);
            if (evident == 0)
                return -1;
            r->evidence.nodes[evident].cue = classes[at];
            r->evidence.nodes[evident].listed = kind == OWES;
        }
    }
    return at == count ? tree_settle(&r->evidence) : -1;
}

static int class_of(const reading *r, const uint32_t *name, size_t size) {
    uint32_t to = tree_found(&r->words, NAMES, name, size);
    return to == 0 ? CLEAR : r->words.nodes[to].cue;
}

/* Files the row of a cue, of two cues together (a+b) or of two in order (a..b); names that are none weigh nothing. */
static void take_cue(reading *r, const uint32_t *name, size_t size, int32_t row) {
    size_t plus = 0, dots = 0;
    while (plus < size && name[plus] != '+')
        plus++;
    while (dots + 1 < size && !(name[dots] == '.' && name[dots + 1] == '.'))
        dots++;
    int joined = plus < size, ordered = !joined && dots + 1 < size;
    size_t end = joined ? plus : ordered ? dots : size;
    size_t begin = joined ? plus + 1 : ordered ? dots + 2 : size;
    int first = class_of(r, name, end), second = class_of(r, name + begin, size - begin);
    if (first < 0 || (second < 0 && (joined || ordered)))
        return;
    size_t both = (size_t)first * r->classes + (size_t)(second < 0 ? 0 : second);
    if (joined)
        r->together[both] = row;
    else if (ordered)
        r->in_order[both] = row;
    else
        r->cues[first] = row;
}

static int take_gram(reading *r, const uint32_t *gram, size_t size, int32_t row) {
    uint32_t root = ROOT;
    for (size_t at = 0; at < size; at++)
        if (is_class(gram[at]))
            root = OUTLINED;
    size_t *longest = root == ROOT ? &r->gram_longest : &r->outline_longest;
    if (size > *longest)
        *longest = size;
    uint32_t to = tree_grown(&r->words, root, gram, size);
    if (to == 0 || size > LONGEST)
        return -1;
    r->words.nodes[to].gram = row;
    return 0;
}

/* Features, a line each (n-grams first, `W` before words, `Q` before cues), and their weights, row after row. They
   are taken once, when all words, clusters, classes and cues were. */
int reading_take_features(reading *r, const uint32_t *names, size_t size, const int8_t *weights, size_t rows,
                          size_t columns) {
    if (r->weights != NULL || r->classes == 0 || r->clusters == 0 || columns == 0 || rows >= MOST_ROWS)
        return -1;
    r->columns = columns;
    r->width = (columns + BLOCK - 1) / BLOCK * BLOCK;
    r->rows = rows;
    r->allocated = wide_room(rows * r->width * sizeof *r->weights + LINE);
    if (r->allocated == NULL)
        return -1;
    r->weights = (int8_t *)((uint8_t *)r->allocated + (LINE - (uintptr_t)r->allocated % LINE) % LINE);
    for (size_t row = 0; row < rows; row++)
        memcpy(r->weights + row * r->width, weights + row * columns, columns * sizeof *weights);
    int32_t row = 0;
    for (size_t from = 0, end; from < size && (size_t)row < rows; from = end + 1, row++) {
        end = line_end(names, from, size);
        if (end == from)
            return -1;
        if (names[from] == 'Q') {
            take_cue(r, names + from + 1, end - from - 1, row);
        } else if (names[from] == 'W') {
            uint32_t to = tree_grown(&r->words, ROOT, names + from + 1, end - from - 1);
            if (to == 0)
                return -1;
            r->words.nodes[to].word = row;
        } else if (take_gram(r, names + from, end - from, row) != 0) {
            return -1;
        }
    }
    return (size_t)row == rows && open_clusters(r) == 0 ? tree_settle(&r->words) : -1;
}

/* Which code points, from 0 on, are letters or digits: a bit each, the lowest first. */
int reading_take_letters(reading *r, const uint8_t *letters, size_t bytes) {
    if (r->letters != NULL || (r->letters = malloc(bytes)) == NULL)
        return -1;
    memcpy(r->letters, letters, bytes);
    r->letters_known = bytes * 8;
    return 0;
}

/* A filter of the trigrams that samples hold, see trigrams.py. */
int reading_take_trigrams(reading *r, const uint8_t *trigrams, size_t bytes) {
    if (r->trigrams != NULL || bytes != (size_t)1 << (TRIGRAM_BITS - 3) || (r->trigrams = malloc(bytes)) == NULL)
        return -1;
    memcpy(r->trigrams, trigrams, bytes);
    return 0;
}

/* A place where a word ends, and all that may speak. */
size_t reading_room_each(const reading *r) { return r->gram_longest + r->outline_longest + 3; }

/* The sums, how many there are of two kinds, and two edges. */
size_t reading_room(const reading *r) { return r->columns + 3 + 2 * reading_room_each(r); }
