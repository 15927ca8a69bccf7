/* The conformance cases of the project, put through the C ABI; answers are compared byte for byte.
 *
 * conformance RULES CASES [RULES CASES]...: a rule set in the prepared form, and lines of five fields between tabs:
 * id, at, known or `-`, question, and the canonical decision or the names of all errors with commas between. */
#include "common.h"

static char *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        perror(path);
        exit(2);
    }
    *size = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*size + 1);
    if (bytes == NULL || fread(bytes, 1, *size, file) != *size) {
        perror(path);
        exit(2);
    }
    bytes[*size] = '\0';
    fclose(file);
    return bytes;
}

static int refused(lawful_status status, const lawful_error *error, const char *expected) {
    char names[4096] = "";
    for (size_t n = 0; n < lawful_error_count(error); n++) {
        lawful_problem problem;
        MUST(lawful_error_problem(error, n, &problem));
        lawful_text name = lawful_status_name(problem.status);
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%.*s", n ? "," : "", (int)name.length,
                 name.data);
    }
    return status == lawful_error_status(error) && strcmp(names, expected) == 0;
}

static int answered(const lawful_ruleset *rules, const lawful_transaction *transaction, int64_t at, int64_t known,
                    const char *expected) {
    lawful_decision *decision = NULL;
    lawful_text json;
    lawful_summary summary;
    lawful_outcome outcome;
    MUST(lawful_decide(rules, transaction, at, known, &decision, NULL));
    MUST(lawful_decision_json(decision, &json, NULL));
    MUST(lawful_decision_summary(decision, &summary, NULL));
    MUST(lawful_verdict(rules, transaction, at, known, &outcome, NULL));
    int equal = is(json, expected) && outcome.verdict == summary.verdict && outcome.possible == summary.possible &&
                outcome.valid_until == summary.valid_until;
    MUST(lawful_decision_free(decision));
    return equal;
}

int main(int argc, char **argv) {
    size_t cases = 0;
    for (int n = 1; n + 1 < argc; n += 2) {
        size_t size;
        char *bytes = read_file(argv[n], &size);
        lawful_ruleset *rules = NULL;
        MUST(lawful_ruleset_from_prepared(bytes, size, &rules, NULL));
        free(bytes);
        char *lines = read_file(argv[n + 1], &size);
        char *line = lines;
        while (*line != '\0') {
            char *field[5];
            for (int f = 0; f < 5; f++) {
                field[f] = line;
                line += strcspn(line, f < 4 ? "\t" : "\n");
                *line++ = '\0';
            }
            lawful_transaction *transaction = NULL;
            lawful_error *error = NULL;
            lawful_status status =
                lawful_transaction_from_json(rules, field[3], strlen(field[3]), &transaction, &error);
            int right;
            if (status == LAWFUL_OK) {
                int64_t known = strcmp(field[2], "-") == 0 ? LAWFUL_KNOWN_ALL : instant(field[2]);
                right = answered(rules, transaction, instant(field[1]), known, field[4]);
            } else {
                right = refused(status, error, field[4]);
            }
            if (!right) {
                failures++;
                fprintf(stderr, "%s: %s\n", argv[n + 1], field[0]);
            }
            cases++;
            MUST(lawful_transaction_free(transaction));
            MUST(lawful_error_free(error));
        }
        free(lines);
        MUST(lawful_ruleset_free(rules));
    }
    printf("%zu cases, %d failures\n", cases, failures);
    return failures != 0 || cases == 0;
}
