/*
 * lawful: decides from the public record whether an app may be served.
 *
 * This file is generated from bindings/c and is the contract: what is not said here is not promised.
 *
 * Handles. `lawful_ruleset`, `lawful_transaction`, `lawful_decision`, `lawful_timeline`, `lawful_batch`,
 * `lawful_engine` and `lawful_error` are pointers to immutable things. Whoever gets one through a `**` owns it and
 * gives it back to the `_free` function of its kind, once. A handle may be used by any number of threads at once; it is
 * freed when no other call uses it. Every other input is looked at during the call only.
 *
 * Texts. A text is UTF-8 with a length, not ended by NUL. A text that is handed out is borrowed from its handle.
 *
 * Failure. A function that can fail returns a `lawful_status`: 0, or what went wrong. Its last parameter, `error`, may
 * be NULL; if not, then where the call fails, and only there, `*error` becomes a `lawful_error`, which the caller
 * owns. Outputs are written only on success; verdicts, for which 0 is never an answer, are set to 0 before any work.
 * Every such function may return `LAWFUL_E_NULL`, `LAWFUL_E_ALIGNMENT`, `LAWFUL_E_HANDLE` and `LAWFUL_E_INTERNAL`.
 *
 * What cannot be told: a pointer that is neither NULL nor valid, a length that is larger than what is there, a handle
 * that was freed, memory that another thread changes during the call. These are undefined, as in C itself.
 *
 * The library prints nothing, reads no environment, handles no signal, looks at no clock, starts no thread and keeps
 * no state of its own.
 * Files are read only by `lawful_ruleset_from_folders`.
 *
 * Structs and numbers never change within an ABI version; what is new comes as a new name.
 *
 * SPEC is docs/spec.md of the project. Instants are seconds since 1970-01-01T00:00:00Z.
 */

#ifndef LAWFUL_H
#define LAWFUL_H

#include <stddef.h>
#include <stdint.h>

/**
 * The version of this header; `lawful_version` tells that of the library.
 */
#define LAWFUL_VERSION "0.1.0"

/**
 * The same as a number: major * 1000000 + minor * 1000 + patch.
 */
#define LAWFUL_VERSION_NUMBER 1000

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char *format;
  const char *name;
  const char *metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema **children;
  struct ArrowSchema *dictionary;
  void (*release)(struct ArrowSchema *);
  void *private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void **buffers;
  struct ArrowArray **children;
  struct ArrowArray *dictionary;
  void (*release)(struct ArrowArray *);
  void *private_data;
};

#endif

/**
 * In a nullable column: not stated.
 */
#define LAWFUL_NOT_STATED 4294967295

/**
 * More columns than that no batch has.
 */
#define LAWFUL_MAX_COLUMNS 64

/**
 * A list of a decision: why, highest status first (SPEC 10.2).
 */
#define LAWFUL_GROUNDS 1

/**
 * A list of a decision: the grounds of the run that follows; empty where none does.
 */
#define LAWFUL_NEXT_GROUNDS 2

/**
 * A list of a decision: prohibitions that would reach the transaction, and were ended or annulled (SPEC 10.3).
 */
#define LAWFUL_LIFTED 3

/**
 * A list of a decision: open facts on which the answer depends (SPEC 7.2).
 */
#define LAWFUL_MISSING 4

/**
 * A list of a decision: open questions on which the answer depends (SPEC 7.2).
 */
#define LAWFUL_OPEN_QUESTIONS 5

/**
 * A list of a decision: presumptions on which the answer hinges (SPEC 7.3).
 */
#define LAWFUL_HINGES 6

/**
 * A list of a decision: pending attacks on what is relevant (SPEC 10.4).
 */
#define LAWFUL_CHALLENGES 7

/**
 * A list of a decision: powers to prohibit later (SPEC 10.4).
 */
#define LAWFUL_RESERVES 8

/**
 * A list of a decision: prohibitions whose window starts later (SPEC 10.4).
 */
#define LAWFUL_SCHEDULED 9

/**
 * A list of a decision: statements about what is relevant (SPEC 10.4).
 */
#define LAWFUL_STATEMENTS 10

/**
 * A list of a decision: bounds of `valid` and `same` that rest on an unknown second (SPEC 8.2). It holds instants.
 */
#define LAWFUL_ASSUMED 11

/**
 * The level of a log line: something that was done.
 */
#define LAWFUL_LOG_INFO 1

/**
 * As `known`: all that the rule set holds (SPEC 4.2).
 */
#define LAWFUL_KNOWN_ALL 9223372036854775807

/**
 * As the end of a span: no known end.
 */
#define LAWFUL_NO_END 9223372036854775807

/**
 * As the start of a span: no known start.
 */
#define LAWFUL_NO_START -9223372036854775807

/**
 * How many bytes the text of an instant takes, with the NUL that ends it.
 */
#define LAWFUL_INSTANT_SIZE 21

/**
 * No answer: never a verdict.
 */
#define LAWFUL_NO_VERDICT 0

/**
 * No prohibition reaches the transaction.
 */
#define LAWFUL_UNREGULATED 1

/**
 * An exemption carves it out.
 */
#define LAWFUL_EXEMPT 2

/**
 * A licence permits it.
 */
#define LAWFUL_LICENSED 3

/**
 * The prohibition has no force while a suspension lasts.
 */
#define LAWFUL_SUSPENDED 4

/**
 * The prohibition stands, and the enforcer has bound itself not to enforce it.
 */
#define LAWFUL_UNENFORCED 5

/**
 * The prohibition stands.
 */
#define LAWFUL_PROHIBITED 6

/**
 * It depends on what is not known.
 */
#define LAWFUL_INDETERMINATE 7

/**
 * In `lawful_fact` and `lawful_column`: the value is a text, the id of a node or a choice.
 */
#define LAWFUL_TEXT 1

/**
 * In `lawful_fact` and `lawful_column`: the value is a flag, 0 or 1, in `number`.
 */
#define LAWFUL_FLAG 2

/**
 * In `lawful_fact` and `lawful_column`: the value is a number, in the unit of the fact.
 */
#define LAWFUL_NUMBER 3

/**
 * As `readings`: what is not stated takes its presumed value, where it has one.
 */
#define LAWFUL_PRESUMED 1

/**
 * As `readings`: what is not stated is open.
 */
#define LAWFUL_OPEN 2

/**
 * The version of the ABI: the N of `liblawful.so.N`. It changes only when a program must be compiled anew.
 */
#define LAWFUL_ABI_VERSION 1

/**
 * In `lawful_features`: `lawful_ruleset_corpus` has a rule set.
 */
#define LAWFUL_FEATURE_CORPUS 1

/**
 * In `lawful_features`: documents can be read (`lawful_ruleset_from_folders`, `lawful_ruleset_from_interchange`).
 */
#define LAWFUL_FEATURE_AUTHORING 2

/**
 * Answers for every combination of some dictionaries. Immutable: any number of threads may use it at once.
 */
typedef struct lawful_batch lawful_batch;

/**
 * The full answer to one question at one instant. Immutable: any number of threads may use it at once.
 */
typedef struct lawful_decision lawful_decision;

/**
 * Holds the current rule set: hot reload. Any number of threads may use it at once.
 */
typedef struct lawful_engine lawful_engine;

/**
 * What went wrong in a call: a status, and every problem that was found, at least one.
 */
typedef struct lawful_error lawful_error;

/**
 * A checked, immutable set of rules; also the snapshot that an engine gives. Any number of threads may use it at
 * once.
 */
typedef struct lawful_ruleset lawful_ruleset;

/**
 * How the answer to one question changes over time: runs that cover all instants without gap. Immutable: any number
 * of threads may use it at once.
 */
typedef struct lawful_timeline lawful_timeline;

/**
 * What is asked, but for the times: stated facts and readings, checked and prepared against one rule set, which it
 * keeps alive. Immutable: any number of threads may use it at once.
 */
typedef struct lawful_transaction lawful_transaction;

/**
 * What a call came to. 0 is success; 1 to 99 are the errors of the core (SPEC 11.4); from 100 on those of the C ABI.
 * Numbers never change and are never reused; new ones may be added.
 */
typedef int32_t lawful_status;

/**
 * A text: UTF-8, not ended by NUL. Print it with `printf("%.*s", (int)text.length, text.data)`.
 *
 * As an input, `data` may be NULL if `length` is 0. As an output it is borrowed: for how long is said where it is
 * handed out.
 */
typedef struct {
  /**
   * Its first byte.
   */
  const char *data;
  /**
   * How many bytes it has.
   */
  size_t length;
} lawful_text;

/**
 * A column of a batch: a fact, and the dictionary of its values.
 */
typedef struct {
  /**
   * The id of the fact.
   */
  lawful_text fact;
  /**
   * The entries, if `kind` is `LAWFUL_TEXT`.
   */
  const lawful_text *texts;
  /**
   * The entries, if `kind` is `LAWFUL_FLAG` (0 or 1) or `LAWFUL_NUMBER`.
   */
  const int64_t *numbers;
  /**
   * How many entries there are.
   */
  size_t count;
  /**
   * What the entries are.
   */
  uint32_t kind;
  /**
   * 1 if a row may be `LAWFUL_NOT_STATED`, else 0.
   */
  uint32_t nullable;
} lawful_column;

/**
 * The codes of a column: for each row, the index of an entry of its dictionary.
 */
typedef struct {
  /**
   * The codes.
   */
  const uint32_t *codes;
  /**
   * How many rows there are.
   */
  size_t count;
} lawful_codes;

/**
 * The columns that are asked.
 */
typedef struct {
  /**
   * The codes, column by column, in the order of `lawful_batch_new`.
   */
  const lawful_codes *columns;
  /**
   * How many columns there are.
   */
  size_t column_count;
  /**
   * When the conduct takes place.
   */
  const int64_t *at;
  /**
   * How many rows `at` has.
   */
  size_t at_count;
  /**
   * As known when; NULL: all that the rule set holds.
   */
  const int64_t *known;
  /**
   * How many rows `known` has; not looked at if it is NULL.
   */
  size_t known_count;
} lawful_rows;

/**
 * Where the answers go. All columns have `count` rows; those that are NULL are not written, except `verdict`, which
 * is needed.
 */
typedef struct {
  /**
   * How many rows there is room for.
   */
  size_t count;
  /**
   * The verdict, from 1 to 7; 0 where an invalid entry was allowed.
   */
  uint8_t *verdict;
  /**
   * The least possible verdict.
   */
  uint8_t *at_least;
  /**
   * The greatest possible verdict.
   */
  uint8_t *at_most;
  /**
   * The end of the run of the possible set, or `LAWFUL_NO_END`.
   */
  int64_t *valid_until;
  /**
   * The number of the set of grounds, for `lawful_batch_ground`.
   */
  uint32_t *ground;
} lawful_columns_out;

/**
 * An entry of a dictionary that names nothing known. The text is borrowed.
 */
typedef struct {
  /**
   * What is wrong with it.
   */
  lawful_text message;
  /**
   * The number of the column.
   */
  size_t column;
  /**
   * The code of the entry.
   */
  uint32_t code;
  /**
   * What kind of mistake it is.
   */
  lawful_status status;
} lawful_invalid;

/**
 * A provision that brings the verdict about in some world. The text is borrowed.
 */
typedef struct {
  /**
   * The id of the provision.
   */
  lawful_text id;
  /**
   * How many provisions bring its status about.
   */
  size_t by_count;
  /**
   * Its status, a verdict from 1 to 6.
   */
  uint8_t status;
  /**
   * 1 if it is so in every world.
   */
  uint8_t certain;
  /**
   * Always 0.
   */
  uint8_t reserved[6];
} lawful_ground;

/**
 * A decision in short.
 */
typedef struct {
  /**
   * When the conduct takes place.
   */
  int64_t at;
  /**
   * What was public by then counts; or `LAWFUL_KNOWN_ALL`.
   */
  int64_t known;
  /**
   * Since when this is the possible set; or `LAWFUL_NO_START`.
   */
  int64_t valid_from;
  /**
   * Until when; or `LAWFUL_NO_END`.
   */
  int64_t valid_until;
  /**
   * Since when the decision is the same in every part; or `LAWFUL_NO_START`.
   */
  int64_t same_from;
  /**
   * Until when; or `LAWFUL_NO_END`.
   */
  int64_t same_until;
  /**
   * The first second of the run that follows; or `LAWFUL_NO_END`.
   */
  int64_t next_at;
  /**
   * The verdict, from 1 to 7.
   */
  uint8_t verdict;
  /**
   * The verdicts of all worlds: bit n-1 for verdict n.
   */
  uint8_t possible;
  /**
   * The least possible verdict.
   */
  uint8_t at_least;
  /**
   * The greatest possible verdict.
   */
  uint8_t at_most;
  /**
   * The verdict of the run that follows; 0 where none does.
   */
  uint8_t next_verdict;
  /**
   * What is possible in the run that follows; 0 where none does.
   */
  uint8_t next_possible;
  /**
   * 1 if `possible`, missing facts and open questions are exact, 0 if they are supersets (SPEC 7.4).
   */
  uint8_t exact;
  /**
   * 1 if the record covers the place and the activity (SPEC 7.6). Uncovered `unregulated` means that nobody has
   * looked.
   */
  uint8_t covered;
  /**
   * 1 if the law changed for the past since `at` (SPEC 9.2).
   */
  uint8_t retroactive;
  /**
   * Always 0.
   */
  uint8_t reserved[7];
} lawful_summary;

/**
 * A presumption on which the answer hinges. The texts are borrowed.
 */
typedef struct {
  /**
   * The question or fact.
   */
  lawful_text id;
  /**
   * What was presumed.
   */
  lawful_text presumed;
  /**
   * How many other values would change the answer.
   */
  size_t other_count;
} lawful_hinge;

/**
 * Another value of a presumption. The text is borrowed.
 */
typedef struct {
  /**
   * The value.
   */
  lawful_text value;
  /**
   * The possible set that it would make: bit n-1 for verdict n.
   */
  uint8_t possible;
  /**
   * Always 0.
   */
  uint8_t reserved[7];
} lawful_other;

/**
 * Called with what an engine does, from the thread that called the engine, before that call returns. It gets back
 * the `context` given to `lawful_engine_new`; `message` is borrowed for the duration of the call. It must not unwind
 * or `longjmp`.
 */
typedef void (*lawful_log)(void *context, uint32_t level, lawful_text message);

/**
 * One problem. The texts are borrowed from the error.
 */
typedef struct {
  /**
   * What is wrong, in one sentence.
   */
  lawful_text message;
  /**
   * What would be right; empty where the library cannot tell.
   */
  lawful_text hint;
  /**
   * The document in which it lies; empty where it lies in none.
   */
  lawful_text file;
  /**
   * The line of the document at the place; empty where there is none.
   */
  lawful_text source_line;
  /**
   * The line, from 1; 0 where the problem is the document as a whole, or lies in none.
   */
  uint32_t line;
  /**
   * The column in characters, from 1; 0 as above.
   */
  uint32_t column;
  /**
   * What kind of mistake it is.
   */
  lawful_status status;
  /**
   * Always 0.
   */
  uint32_t reserved;
} lawful_problem;

/**
 * An action for every answer: numbers of the caller's own, none of them 0, so that a field that was forgotten is an
 * error and never an action. There is no default.
 */
typedef struct {
  /**
   * No prohibition reaches the transaction, in a place and for an activity that the record covers.
   */
  uint32_t unregulated;
  /**
   * An exemption carves it out.
   */
  uint32_t exempt;
  /**
   * A licence permits it.
   */
  uint32_t licensed;
  /**
   * A suspension lasts.
   */
  uint32_t suspended;
  /**
   * Prohibited, and not enforced.
   */
  uint32_t unenforced;
  /**
   * Prohibited.
   */
  uint32_t prohibited;
  /**
   * It depends on what is not known.
   */
  uint32_t indeterminate;
  /**
   * `unregulated`, `exempt` or `licensed` where nobody has looked (SPEC 7.6).
   */
  uint32_t not_covered;
} lawful_posture;

/**
 * What a rule set says of itself. The texts are borrowed from it.
 */
typedef struct {
  /**
   * SHA-256 of the content in hexadecimal digits. Equal hashes, equal decisions.
   */
  lawful_text content_hash;
  /**
   * The version of the time-zone database with which the documents were read.
   */
  lawful_text tzdb;
  /**
   * The title in English, or in what language there is.
   */
  lawful_text title;
  /**
   * The counting number of the revision.
   */
  uint64_t revision;
  /**
   * Until when the law was followed.
   */
  int64_t as_of;
} lawful_ruleset_info;

/**
 * A provision. The texts are borrowed from the rule set.
 */
typedef struct {
  /**
   * The full id.
   */
  lawful_text id;
  /**
   * The kind: `prohibition`, `exemption`, …
   */
  lawful_text kind;
  /**
   * The title.
   */
  lawful_text title;
  /**
   * Where in its instrument it stands; may be empty.
   */
  lawful_text cite;
  /**
   * The id of its instrument.
   */
  lawful_text instrument;
  /**
   * The title of its instrument.
   */
  lawful_text instrument_title;
  /**
   * The first citation of its instrument; may be empty.
   */
  lawful_text citation;
  /**
   * The first source of its instrument; may be empty.
   */
  lawful_text source;
} lawful_provision;

/**
 * A run of a timeline.
 */
typedef struct {
  /**
   * Its first second, or `LAWFUL_NO_START`.
   */
  int64_t from;
  /**
   * The first second after it, or `LAWFUL_NO_END`.
   */
  int64_t until;
  /**
   * How many grounds it has at its first second.
   */
  size_t ground_count;
  /**
   * The verdict, from 1 to 7.
   */
  uint8_t verdict;
  /**
   * The verdicts of all worlds: bit n-1 for verdict n.
   */
  uint8_t possible;
  /**
   * Always 0.
   */
  uint8_t reserved[6];
} lawful_run;

/**
 * A stated fact.
 */
typedef struct {
  /**
   * Its id: `app`, `activity`, `actor`, `party`, `counterparty`, `publisher`, `location`, `storefront`, or a
   * declared fact.
   */
  lawful_text fact;
  /**
   * The value, if `kind` is `LAWFUL_TEXT`.
   */
  lawful_text text;
  /**
   * The value, if `kind` is `LAWFUL_FLAG` or `LAWFUL_NUMBER`.
   */
  int64_t number;
  /**
   * What the value is.
   */
  uint32_t kind;
  /**
   * Not looked at.
   */
  uint32_t reserved;
} lawful_fact;

/**
 * How a question of the law is read.
 */
typedef struct {
  /**
   * The full id of the question.
   */
  lawful_text question;
  /**
   * The answer that is taken.
   */
  lawful_text answer;
} lawful_reading;

/**
 * The short answer.
 */
typedef struct {
  /**
   * The end of the run of `possible` that contains the instant asked about, or `LAWFUL_NO_END`.
   */
  int64_t valid_until;
  /**
   * The verdict, from 1 to 7; 0 where the call failed.
   */
  uint8_t verdict;
  /**
   * The verdicts of all worlds: bit n-1 for verdict n.
   */
  uint8_t possible;
  /**
   * The least possible verdict.
   */
  uint8_t at_least;
  /**
   * The greatest possible verdict.
   */
  uint8_t at_most;
  /**
   * Always 0.
   */
  uint32_t reserved;
} lawful_outcome;

/**
 * Success.
 */
#define LAWFUL_OK 0

/**
 * A document is not well-formed TOML or JSON, or not UTF-8.
 */
#define LAWFUL_E_SYNTAX 1

/**
 * A document or prepared form of an unknown format or version, or damaged.
 */
#define LAWFUL_E_FORMAT 2

/**
 * A value of the wrong type.
 */
#define LAWFUL_E_TYPE 3

/**
 * A key that the closed list of keys does not have.
 */
#define LAWFUL_E_UNKNOWN_KEY 4

/**
 * A required key is missing.
 */
#define LAWFUL_E_MISSING_KEY 5

/**
 * Two things with one id.
 */
#define LAWFUL_E_DUPLICATE_ID 6

/**
 * Something is named that does not exist.
 */
#define LAWFUL_E_UNKNOWN_REFERENCE 7

/**
 * A fact that is not declared.
 */
#define LAWFUL_E_UNKNOWN_FACT 8

/**
 * An unknown region code.
 */
#define LAWFUL_E_REGION 9

/**
 * A malformed id.
 */
#define LAWFUL_E_ID 10

/**
 * A value that is not allowed where it stands.
 */
#define LAWFUL_E_VALUE 11

/**
 * Shares of a party that are malformed or sum to more than 100 percent.
 */
#define LAWFUL_E_SHARE 12

/**
 * A malformed time.
 */
#define LAWFUL_E_TIME 13

/**
 * A wall time in a gap or fold of daylight-saving time.
 */
#define LAWFUL_E_DST 14

/**
 * A time zone that is missing or unknown.
 */
#define LAWFUL_E_ZONE 15

/**
 * An instant outside of the years 1 to 9999.
 */
#define LAWFUL_E_INSTANT 16

/**
 * A date that stands for "never" or "always".
 */
#define LAWFUL_E_SENTINEL 17

/**
 * An empty window or range.
 */
#define LAWFUL_E_WINDOW 18

/**
 * Provisions or instruments that need each other.
 */
#define LAWFUL_E_CYCLE 19

/**
 * A limit is exceeded.
 */
#define LAWFUL_E_LIMIT 20

/**
 * A file or folder cannot be read.
 */
#define LAWFUL_E_IO 21

/**
 * A pointer that is needed is NULL.
 */
#define LAWFUL_E_NULL 100

/**
 * A handle is of another kind, or was freed. The latter is told by luck only: see the top of this file.
 */
#define LAWFUL_E_HANDLE 101

/**
 * A transaction was prepared against another rule set: move it with `lawful_transaction_rebind`.
 */
#define LAWFUL_E_STALE 102

/**
 * A text is not UTF-8.
 */
#define LAWFUL_E_UTF8 103

/**
 * A length is larger than memory can be.
 */
#define LAWFUL_E_LENGTH 104

/**
 * A pointer is not aligned for what it points to.
 */
#define LAWFUL_E_ALIGNMENT 105

/**
 * What is written overlaps what is read or written.
 */
#define LAWFUL_E_OVERLAP 106

/**
 * A number that stands for nothing on its list.
 */
#define LAWFUL_E_ENUM 107

/**
 * An index is not below the count.
 */
#define LAWFUL_E_INDEX 108

/**
 * This build lacks the feature: see `lawful_features`.
 */
#define LAWFUL_E_FEATURE 109

/**
 * A buffer is too small.
 */
#define LAWFUL_E_BUFFER 110

/**
 * A bug of the library. Nothing was changed, and all handles stay usable.
 */
#define LAWFUL_E_INTERNAL 111

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Answers every row of a table, a struct array of the Arrow C Data Interface. Facts without a column are not stated;
 * readings are as presumed.
 *
 * The columns of `rows`, told by their names: `at`, when the conduct takes place, which is needed; `known`, as known
 * when; every other is a fact. Instants are timestamps with a time zone, of which whole seconds count, rounded down, or
 * integers, which are seconds. Texts are utf8, large utf8 or utf8 views, flags are booleans, numbers are integers; each
 * may be encoded by a dictionary. Null in the column of a fact: not stated.
 *
 * The columns of `answers`, in this order: `verdict`, `at_least` and `at_most` (uint8), `valid_until` (timestamp in
 * seconds, UTC; null: no known end), and `ground` (utf8 by a dictionary: the ids of the grounds, highest status first,
 * a space between). With `allow_invalid` 1, values that name nothing known are no error: their rows are null in every
 * column. `memory_cap` bounds the bytes of the tables that are made for the call; 0 stands for 1 GiB.
 *
 * - Owns: `rows` and `schema` are looked at during the call only, and stay the caller's to release. The caller gets
 *   `answers` and `answers_schema`, and calls the `release` of each; whatever they hold before is overwritten.
 * - Threads: any, at once; any thread may release what the caller got.
 * - NULL: `LAWFUL_E_NULL` for `ruleset`, `rows`, `schema`, `answers` and `answers_schema`, and for a buffer that is
 *   needed; `error` may be NULL.
 * - Errors: as `lawful_batch_new`; `LAWFUL_E_MISSING_KEY` without `at`; `LAWFUL_E_TYPE` for a column of another type,
 *   and where array and schema do not fit; `LAWFUL_E_ZONE` for timestamps without a time zone; `LAWFUL_E_VALUE` for
 *   null in `at` or `known` or as a whole row, and for texts that lie outside of their buffers;
 *   `LAWFUL_E_UNKNOWN_REFERENCE` for an index beyond its dictionary; `LAWFUL_E_LIMIT` for a column that is shorter
 *   than the table; `LAWFUL_E_INSTANT`; `LAWFUL_E_HANDLE` for what was released; `LAWFUL_E_OVERLAP` if `answers` or
 *   `answers_schema` is one of the inputs; `LAWFUL_E_ALIGNMENT`, `LAWFUL_E_UTF8`, `LAWFUL_E_LENGTH`.
 */
lawful_status lawful_verdict_arrow(const lawful_ruleset *ruleset,
                                   const struct ArrowArray *rows,
                                   const struct ArrowSchema *schema,
                                   uint32_t allow_invalid,
                                   size_t memory_cap,
                                   struct ArrowArray *answers,
                                   struct ArrowSchema *answers_schema,
                                   lawful_error **error);

/**
 * Makes a batch for the dictionaries of some columns. Facts without a column are not stated; readings are as
 * presumed.
 *
 * With `allow_invalid` 1, entries that name nothing known are no error: their rows get verdict 0, and
 * `lawful_batch_invalid` lists them. `memory_cap` bounds the bytes of the batch; 0 stands for 1 GiB.
 *
 * - Owns: the caller gets the batch, and frees it with `lawful_batch_free`. It keeps the rule set alive; nothing else
 *   of the inputs is kept.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `ruleset` and `batch`, for `columns` unless `column_count` is 0, and for the entries of
 *   a column unless its `count` is 0; `error` may be NULL.
 * - Errors: as `lawful_transaction_new`, for all columns and entries at once; `LAWFUL_E_LIMIT` if there are more than
 *   `LAWFUL_MAX_COLUMNS` columns, or the batch would take more memory; `LAWFUL_E_ENUM` for an unknown kind, and where
 *   `nullable` or `allow_invalid` is neither 0 nor 1; `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`, `LAWFUL_E_UTF8`, `LAWFUL_E_LENGTH`.
 */
lawful_status lawful_batch_new(const lawful_ruleset *ruleset,
                               const lawful_column *columns,
                               size_t column_count,
                               uint32_t allow_invalid,
                               size_t memory_cap,
                               lawful_batch **batch,
                               lawful_error **error);

/**
 * Answers every row. Allocates nothing and waits for nobody, unless it fails with `error` not NULL.
 *
 * - Owns: nothing changes hands. The columns of `answers` that are not NULL are all zero before any work, and so
 *   wherever the call fails after it has found that they can be written.
 * - Threads: any, at once, each with answers of its own.
 * - NULL: `LAWFUL_E_NULL` for `batch`, `rows`, `answers` and its `verdict`, and for columns of `rows` that are not
 *   empty; `known`, the other columns of `answers` and `error` may be NULL.
 * - Errors: `LAWFUL_E_LIMIT` if columns have different lengths or are not as many as the batch has;
 *   `LAWFUL_E_UNKNOWN_REFERENCE` if a code is beyond its dictionary, or not stated in a column that is not nullable;
 *   `LAWFUL_E_INSTANT`; `LAWFUL_E_OVERLAP` if what is written overlaps what is read or written; `LAWFUL_E_HANDLE`,
 *   `LAWFUL_E_ALIGNMENT`, `LAWFUL_E_LENGTH`. Either all rows are answered or none.
 */
lawful_status lawful_verdict_batch(const lawful_batch *batch,
                                   const lawful_rows *rows,
                                   const lawful_columns_out *answers,
                                   lawful_error **error);

/**
 * How many entries of the dictionaries of a batch name nothing known, and the one of that index, from 0. To learn
 * only the number, pass NULL for `invalid`.
 *
 * - Owns: the text is borrowed from the batch, until it is freed.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `batch` and `count`; `invalid` and `error` may be NULL.
 * - Errors: `LAWFUL_E_INDEX` if `invalid` is not NULL and `index` is not below the count; `LAWFUL_E_HANDLE`,
 *   `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_batch_invalid(const lawful_batch *batch,
                                   size_t index,
                                   lawful_invalid *invalid,
                                   size_t *count,
                                   lawful_error **error);

/**
 * A ground of the set of that number, as the column `ground` has it; and how many grounds the set has. To learn only
 * the number, pass NULL for `ground`.
 *
 * - Owns: the text is borrowed from the batch, until it is freed.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `batch` and `count`; `ground` and `error` may be NULL.
 * - Errors: `LAWFUL_E_INDEX` if there is no such set, or `ground` is not NULL and `index` is not below the count;
 *   `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_batch_ground(const lawful_batch *batch,
                                  uint32_t set,
                                  size_t index,
                                  lawful_ground *ground,
                                  size_t *count,
                                  lawful_error **error);

/**
 * Frees a batch.
 *
 * - Owns: takes it; texts borrowed from it end.
 * - Threads: any, when no other call uses it.
 * - NULL: does nothing.
 * - Errors: `LAWFUL_E_HANDLE` and `LAWFUL_E_ALIGNMENT`; nothing is freed then.
 */
lawful_status lawful_batch_free(lawful_batch *batch);

/**
 * The full decision, at an instant, as known at an instant (`LAWFUL_KNOWN_ALL`: with all that the rule set holds).
 * What was decided once for a stretch of time is kept with the transaction.
 *
 * - Owns: the caller gets the decision, and frees it with `lawful_decision_free`. It keeps the rule set alive.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `ruleset`, `transaction` and `decision`; `error` may be NULL.
 * - Errors: `LAWFUL_E_STALE` if the transaction was prepared against a rule set of other content;
 *   `LAWFUL_E_INSTANT`, `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_decide(const lawful_ruleset *ruleset,
                            const lawful_transaction *transaction,
                            int64_t at,
                            int64_t known,
                            lawful_decision **decision,
                            lawful_error **error);

/**
 * Verdict, times and marks of a decision.
 *
 * - Owns: nothing changes hands.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `decision` and `summary`; `error` may be NULL.
 * - Errors: `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_decision_summary(const lawful_decision *decision,
                                      lawful_summary *summary,
                                      lawful_error **error);

/**
 * How long a list of a decision is; `list` is `LAWFUL_GROUNDS` … `LAWFUL_ASSUMED`.
 *
 * - Owns: nothing changes hands.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `decision` and `count`; `error` may be NULL.
 * - Errors: `LAWFUL_E_ENUM` if there is no such list; `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_decision_count(const lawful_decision *decision,
                                    uint32_t list,
                                    size_t *count,
                                    lawful_error **error);

/**
 * The id of that index, from 0, in a list of a decision; any but `LAWFUL_ASSUMED`.
 *
 * - Owns: the text is borrowed from the decision, until it is freed.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `decision` and `id`; `error` may be NULL.
 * - Errors: `LAWFUL_E_ENUM` if there is no such list, or it holds no ids; `LAWFUL_E_INDEX` if `index` is not below
 *   the count; `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_decision_id(const lawful_decision *decision,
                                 uint32_t list,
                                 size_t index,
                                 lawful_text *id,
                                 lawful_error **error);

/**
 * A ground of a decision: of that index, from 0, in `LAWFUL_GROUNDS` or `LAWFUL_NEXT_GROUNDS`.
 *
 * - Owns: the text is borrowed from the decision, until it is freed.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `decision` and `ground`; `error` may be NULL.
 * - Errors: `LAWFUL_E_ENUM` if it is no list of grounds; `LAWFUL_E_INDEX` if `index` is not below the count;
 *   `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_decision_ground(const lawful_decision *decision,
                                     uint32_t list,
                                     size_t index,
                                     lawful_ground *ground,
                                     lawful_error **error);

/**
 * One of the provisions that bring the status of a ground about, counted from 0.
 *
 * - Owns: the text is borrowed from the decision, until it is freed.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `decision` and `id`; `error` may be NULL.
 * - Errors: `LAWFUL_E_ENUM` if it is no list of grounds; `LAWFUL_E_INDEX` if `index` is not below the count, or `by`
 *   not below `by_count`; `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_decision_ground_by(const lawful_decision *decision,
                                        uint32_t list,
                                        size_t index,
                                        size_t by,
                                        lawful_text *id,
                                        lawful_error **error);

/**
 * A presumption on which a decision hinges: of that index, from 0, in `LAWFUL_HINGES`.
 *
 * - Owns: the texts are borrowed from the decision, until it is freed.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `decision` and `hinge`; `error` may be NULL.
 * - Errors: `LAWFUL_E_INDEX` if `index` is not below the count; `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_decision_hinge(const lawful_decision *decision,
                                    size_t index,
                                    lawful_hinge *hinge,
                                    lawful_error **error);

/**
 * Another value of a presumption, counted from 0, and what it would make.
 *
 * - Owns: the text is borrowed from the decision, until it is freed.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `decision` and `value`; `error` may be NULL.
 * - Errors: `LAWFUL_E_INDEX` if `index` is not below the count, or `other` not below `other_count`;
 *   `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_decision_hinge_other(const lawful_decision *decision,
                                          size_t index,
                                          size_t other,
                                          lawful_other *value,
                                          lawful_error **error);

/**
 * An instant of the list `LAWFUL_ASSUMED`, counted from 0.
 *
 * - Owns: nothing changes hands.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `decision` and `seconds`; `error` may be NULL.
 * - Errors: `LAWFUL_E_INDEX` if `index` is not below the count; `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_decision_assumed(const lawful_decision *decision,
                                      size_t index,
                                      int64_t *seconds,
                                      lawful_error **error);

/**
 * The decision as canonical JSON (SPEC 10.1): equal decisions are equal bytes.
 *
 * - Owns: the text is borrowed from the decision, until it is freed; the first call makes it.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `decision` and `json`; `error` may be NULL.
 * - Errors: `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_decision_json(const lawful_decision *decision,
                                   lawful_text *json,
                                   lawful_error **error);

/**
 * The decision in words, in the language of that BCP 47 tag: English, or Chinese in simplified or traditional
 * characters.
 *
 * - Owns: the text is borrowed from the decision, until it is freed; the first call for a language makes it.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `decision` and `text`, and for `language` unless its length is 0; `error` may be NULL.
 * - Errors: `LAWFUL_E_VALUE` for another language; `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`, `LAWFUL_E_UTF8`,
 *   `LAWFUL_E_LENGTH`.
 */
lawful_status lawful_decision_explain(const lawful_decision *decision,
                                      const char *language,
                                      size_t language_length,
                                      lawful_text *text,
                                      lawful_error **error);

/**
 * Frees a decision.
 *
 * - Owns: takes it; texts borrowed from it end.
 * - Threads: any, when no other call uses it.
 * - NULL: does nothing.
 * - Errors: `LAWFUL_E_HANDLE` and `LAWFUL_E_ALIGNMENT`; nothing is freed then.
 */
lawful_status lawful_decision_free(lawful_decision *decision);

/**
 * Starts an engine with a rule set. It never prints: what it does is told to `log`.
 *
 * - Owns: the caller gets the engine, and frees it with `lawful_engine_free`; the given rule set stays the caller's.
 *   `context` is passed to `log` and never looked at; it must live as long as the engine.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `ruleset` and `engine`; `log`, `context` and `error` may be NULL.
 * - Errors: `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_engine_new(const lawful_ruleset *ruleset,
                                lawful_log log,
                                void *context,
                                lawful_engine **engine,
                                lawful_error **error);

/**
 * The current rule set, for one request or one batch. Never waits. It stays as it is while it is held.
 *
 * - Owns: the caller gets the snapshot, and frees it with `lawful_ruleset_free`. A replaced rule set is not freed
 *   there, but by a later `lawful_engine_replace`, or with the engine.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `engine` and `snapshot`; `error` may be NULL.
 * - Errors: `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_engine_snapshot(const lawful_engine *engine,
                                     lawful_ruleset **snapshot,
                                     lawful_error **error);

/**
 * Replaces the rule set, and frees those replaced before that nobody holds any more. A rule set that fails to load
 * never comes here: the old one stays.
 *
 * - Owns: the given rule set stays the caller's.
 * - Threads: any, at once; those that replace wait for each other, and readers for nobody.
 * - NULL: `LAWFUL_E_NULL` for `engine` and `ruleset`; `error` may be NULL.
 * - Errors: `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`; the old rule set stays.
 */
lawful_status lawful_engine_replace(const lawful_engine *engine,
                                    const lawful_ruleset *ruleset,
                                    lawful_error **error);

/**
 * Frees an engine. Snapshots, transactions and decisions stay usable.
 *
 * - Owns: takes it.
 * - Threads: any, when no other call uses it.
 * - NULL: does nothing.
 * - Errors: `LAWFUL_E_HANDLE` and `LAWFUL_E_ALIGNMENT`; nothing is freed then.
 */
lawful_status lawful_engine_free(lawful_engine *engine);

/**
 * The status of an error, which is that of its first problem.
 *
 * - Owns: nothing changes hands.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_OK`.
 * - Errors: `LAWFUL_E_HANDLE` if it is no error.
 */
lawful_status lawful_error_status(const lawful_error *error);

/**
 * The message of the first problem.
 *
 * - Owns: the text is borrowed from the error, until it is freed.
 * - Threads: any, at once.
 * - NULL: an empty text.
 * - Errors: an empty text if it is no error.
 */
lawful_text lawful_error_message(const lawful_error *error);

/**
 * How many problems there are.
 *
 * - Owns: nothing changes hands.
 * - Threads: any, at once.
 * - NULL: 0.
 * - Errors: 0 if it is no error.
 */
size_t lawful_error_count(const lawful_error *error);

/**
 * One of the problems of an error, counted from 0.
 *
 * - Owns: the texts are borrowed from the error, until it is freed.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for either pointer.
 * - Errors: `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`; `LAWFUL_E_INDEX` from `lawful_error_count` on.
 */
lawful_status lawful_error_problem(const lawful_error *error, size_t index, lawful_problem *problem);

/**
 * The name of a status, such as `E-region`; it never changes. Empty for a number that is no status.
 *
 * - Owns: the text lives as long as the library.
 * - Threads: any, at once.
 * - NULL: takes no pointer.
 * - Errors: none.
 */
lawful_text lawful_status_name(lawful_status status);

/**
 * Frees an error.
 *
 * - Owns: takes it; texts borrowed from it end.
 * - Threads: any, when no other call uses it.
 * - NULL: does nothing.
 * - Errors: `LAWFUL_E_HANDLE` and `LAWFUL_E_ALIGNMENT`; nothing is freed then.
 */
lawful_status lawful_error_free(lawful_error *error);

/**
 * Reads an RFC 3339 date-time with an offset, such as `2020-09-20T23:59:00-04:00`.
 *
 * - Owns: nothing changes hands.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `text` unless `length` is 0, and for `seconds`; `error` may be NULL.
 * - Errors: `LAWFUL_E_TIME`, `LAWFUL_E_INSTANT`, `LAWFUL_E_UTF8`, `LAWFUL_E_LENGTH`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_instant_parse(const char *text,
                                   size_t length,
                                   int64_t *seconds,
                                   lawful_error **error);

/**
 * Writes an instant as `2020-09-21T03:59:00Z`, ended by NUL, into a buffer of at least `LAWFUL_INSTANT_SIZE` bytes.
 *
 * - Owns: the text is copied into the caller's buffer.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `buffer`; `error` may be NULL.
 * - Errors: `LAWFUL_E_BUFFER` if `capacity` is too small, `LAWFUL_E_LENGTH`, `LAWFUL_E_INSTANT`.
 */
lawful_status lawful_instant_text(int64_t seconds,
                                  char *buffer,
                                  size_t capacity,
                                  lawful_error **error);

/**
 * The word for a verdict: `unregulated` … `prohibited`, `indeterminate`; empty for a number that is no verdict.
 *
 * - Owns: the text lives as long as the library.
 * - Threads: any, at once.
 * - NULL: takes no pointer.
 * - Errors: none.
 */
lawful_text lawful_verdict_name(uint8_t verdict);

/**
 * The action that a posture has for an answer: a verdict, and whether it is covered (0 or 1).
 *
 * - Owns: nothing changes hands.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `posture` and `action`; `error` may be NULL.
 * - Errors: `LAWFUL_E_VALUE` if any action is 0; `LAWFUL_E_ENUM` if `verdict` is none of 1 to 7 or `covered` neither
 *   0 nor 1; `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_posture_action(const lawful_posture *posture,
                                    uint8_t verdict,
                                    uint8_t covered,
                                    uint32_t *action,
                                    lawful_error **error);

/**
 * The law of the project, as it is embedded in the library. Open it once: every call reads it anew.
 *
 * - Owns: the caller gets the rule set, and frees it with `lawful_ruleset_free`.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `ruleset`; `error` may be NULL.
 * - Errors: `LAWFUL_E_FEATURE` in a build without `LAWFUL_FEATURE_CORPUS`.
 */
lawful_status lawful_ruleset_corpus(lawful_ruleset **ruleset, lawful_error **error);

/**
 * Reads and checks the documents of one or more folders, as if they lay in one; the first `rules.toml` counts
 * (SPEC 12.7).
 *
 * - Owns: the caller gets the rule set, and frees it with `lawful_ruleset_free`. Nothing of the inputs is kept.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `folders` unless `count` is 0, and for `ruleset`; `error` may be NULL.
 * - Errors: every problem of every document at once; `LAWFUL_E_IO` for what cannot be read; `LAWFUL_E_FEATURE` in a
 *   build without `LAWFUL_FEATURE_AUTHORING`; `LAWFUL_E_UTF8`, `LAWFUL_E_LENGTH`.
 */
lawful_status lawful_ruleset_from_folders(const lawful_text *folders,
                                          size_t count,
                                          lawful_ruleset **ruleset,
                                          lawful_error **error);

/**
 * Reads and checks the interchange form (SPEC 12.5): JSON.
 *
 * - Owns: the caller gets the rule set, and frees it with `lawful_ruleset_free`. Nothing of the text is kept.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `json` unless `length` is 0, and for `ruleset`; `error` may be NULL.
 * - Errors: every problem at once; `LAWFUL_E_FEATURE` in a build without `LAWFUL_FEATURE_AUTHORING`; `LAWFUL_E_UTF8`,
 *   `LAWFUL_E_LENGTH`.
 */
lawful_status lawful_ruleset_from_interchange(const char *json,
                                              size_t length,
                                              lawful_ruleset **ruleset,
                                              lawful_error **error);

/**
 * Opens the prepared form (SPEC 12.6), which every build reads.
 *
 * - Owns: the caller gets the rule set, and frees it with `lawful_ruleset_free`. Nothing of the bytes is kept.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `bytes` unless `length` is 0, and for `ruleset`; `error` may be NULL.
 * - Errors: `LAWFUL_E_FORMAT` if they are not a whole, undamaged prepared form of this version; `LAWFUL_E_LENGTH`.
 */
lawful_status lawful_ruleset_from_prepared(const char *bytes,
                                           size_t length,
                                           lawful_ruleset **ruleset,
                                           lawful_error **error);

/**
 * The prepared form (SPEC 12.6). Equal content gives equal bytes.
 *
 * - Owns: the bytes are borrowed from the rule set, until it is freed; the first call makes them.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `ruleset` and `bytes`; `error` may be NULL.
 * - Errors: `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_ruleset_prepared(const lawful_ruleset *ruleset,
                                      lawful_text *bytes,
                                      lawful_error **error);

/**
 * What a rule set says of itself.
 *
 * - Owns: the texts are borrowed from the rule set, until it is freed.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `ruleset` and `info`; `error` may be NULL.
 * - Errors: `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_ruleset_about(const lawful_ruleset *ruleset,
                                   lawful_ruleset_info *info,
                                   lawful_error **error);

/**
 * A provision by its full id, such as `us/eo-13943#1-a`, as decisions name it; titles in the language of that tag,
 * or in what language there is.
 *
 * - Owns: the texts are borrowed from the rule set, until it is freed.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `ruleset` and `provision`, and for a text unless its length is 0; `error` may be NULL.
 * - Errors: `LAWFUL_E_UNKNOWN_REFERENCE` if there is none; `LAWFUL_E_VALUE` for a language that is none of `en`,
 *   `zh-Hans`, `zh-Hant` or their variants; `LAWFUL_E_HANDLE`, `LAWFUL_E_UTF8`, `LAWFUL_E_LENGTH`.
 */
lawful_status lawful_ruleset_provision(const lawful_ruleset *ruleset,
                                       const char *id,
                                       size_t id_length,
                                       const char *language,
                                       size_t language_length,
                                       lawful_provision *provision,
                                       lawful_error **error);

/**
 * The facts that a caller must be able to supply so that no answer for an activity is indeterminate for lack of
 * them: how many there are, and the one of that index, sorted. To learn only the number, pass NULL for `fact`.
 *
 * - Owns: the text is borrowed from the rule set, until it is freed.
 * - Threads: any, at once. Every call computes the list.
 * - NULL: `LAWFUL_E_NULL` for `ruleset` and `count`, and for `activity` unless its length is 0; `fact` and `error`
 *   may be NULL.
 * - Errors: `LAWFUL_E_UNKNOWN_REFERENCE` and `LAWFUL_E_ID` if there is no such activity; `LAWFUL_E_INDEX` if `fact`
 *   is not NULL and `index` is not below the count; `LAWFUL_E_HANDLE`, `LAWFUL_E_UTF8`, `LAWFUL_E_LENGTH`.
 */
lawful_status lawful_ruleset_required_fact(const lawful_ruleset *ruleset,
                                           const char *activity,
                                           size_t activity_length,
                                           size_t index,
                                           lawful_text *fact,
                                           size_t *count,
                                           lawful_error **error);

/**
 * Frees a rule set. Transactions, decisions, batches and engines made from it stay usable.
 *
 * - Owns: takes it; texts borrowed from it end.
 * - Threads: any, when no other call uses this handle.
 * - NULL: does nothing.
 * - Errors: `LAWFUL_E_HANDLE` and `LAWFUL_E_ALIGNMENT`; nothing is freed then.
 */
lawful_status lawful_ruleset_free(lawful_ruleset *ruleset);

/**
 * The answers over all time, as known at an instant (`LAWFUL_KNOWN_ALL`: with all that the rule set holds).
 *
 * - Owns: the caller gets the timeline, and frees it with `lawful_timeline_free`. It keeps the rule set alive.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `ruleset`, `transaction` and `timeline`; `error` may be NULL.
 * - Errors: `LAWFUL_E_STALE` if the transaction was prepared against a rule set of other content;
 *   `LAWFUL_E_INSTANT`, `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_timeline_new(const lawful_ruleset *ruleset,
                                  const lawful_transaction *transaction,
                                  int64_t known,
                                  lawful_timeline **timeline,
                                  lawful_error **error);

/**
 * How many runs a timeline has; at least one.
 *
 * - Owns: nothing changes hands.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `timeline` and `count`; `error` may be NULL.
 * - Errors: `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_timeline_count(const lawful_timeline *timeline,
                                    size_t *count,
                                    lawful_error **error);

/**
 * A run of a timeline, counted from 0, earliest first.
 *
 * - Owns: nothing changes hands.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `timeline` and `run`; `error` may be NULL.
 * - Errors: `LAWFUL_E_INDEX` if `index` is not below the count; `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_timeline_run(const lawful_timeline *timeline,
                                  size_t index,
                                  lawful_run *run,
                                  lawful_error **error);

/**
 * A ground of a run of a timeline, both counted from 0.
 *
 * - Owns: the text is borrowed from the timeline, until it is freed.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `timeline` and `ground`; `error` may be NULL.
 * - Errors: `LAWFUL_E_INDEX` if `index` is not below the count, or `ground_index` not below `ground_count`;
 *   `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_timeline_ground(const lawful_timeline *timeline,
                                     size_t index,
                                     size_t ground_index,
                                     lawful_ground *ground,
                                     lawful_error **error);

/**
 * One of the provisions that bring the status of a ground about, all counted from 0.
 *
 * - Owns: the text is borrowed from the timeline, until it is freed.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `timeline` and `id`; `error` may be NULL.
 * - Errors: `LAWFUL_E_INDEX` if an index is not below its count; `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_timeline_ground_by(const lawful_timeline *timeline,
                                        size_t index,
                                        size_t ground_index,
                                        size_t by,
                                        lawful_text *id,
                                        lawful_error **error);

/**
 * The timeline as JSON, with the conventions of a decision (SPEC 10.1).
 *
 * - Owns: the text is borrowed from the timeline, until it is freed; the first call makes it.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `timeline` and `json`; `error` may be NULL.
 * - Errors: `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_timeline_json(const lawful_timeline *timeline,
                                   lawful_text *json,
                                   lawful_error **error);

/**
 * The timeline in words, in the language of that BCP 47 tag: English, or Chinese in simplified or traditional
 * characters.
 *
 * - Owns: the text is borrowed from the timeline, until it is freed; the first call for a language makes it.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `timeline` and `text`, and for `language` unless its length is 0; `error` may be NULL.
 * - Errors: `LAWFUL_E_VALUE` for another language; `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`, `LAWFUL_E_UTF8`,
 *   `LAWFUL_E_LENGTH`.
 */
lawful_status lawful_timeline_explain(const lawful_timeline *timeline,
                                      const char *language,
                                      size_t language_length,
                                      lawful_text *text,
                                      lawful_error **error);

/**
 * Frees a timeline.
 *
 * - Owns: takes it; texts borrowed from it end.
 * - Threads: any, when no other call uses it.
 * - NULL: does nothing.
 * - Errors: `LAWFUL_E_HANDLE` and `LAWFUL_E_ALIGNMENT`; nothing is freed then.
 */
lawful_status lawful_timeline_free(lawful_timeline *timeline);

/**
 * States a transaction, and prepares it against a rule set: afterwards, asking it allocates nothing.
 *
 * `readings` is `LAWFUL_PRESUMED` or `LAWFUL_OPEN`, for all questions but those in `given`.
 *
 * - Owns: the caller gets the transaction, and frees it with `lawful_transaction_free`. It keeps the rule set alive;
 *   nothing else of the inputs is kept.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `ruleset` and `transaction`, for `facts` unless `fact_count` is 0, and for `given`
 *   unless `given_count` is 0; `error` may be NULL.
 * - Errors: every mistake of the question at once: `LAWFUL_E_UNKNOWN_FACT`, `LAWFUL_E_UNKNOWN_REFERENCE`,
 *   `LAWFUL_E_REGION`, `LAWFUL_E_ID`, `LAWFUL_E_TYPE`, `LAWFUL_E_VALUE`, `LAWFUL_E_LIMIT`. Before that
 *   `LAWFUL_E_ENUM`, `LAWFUL_E_UTF8`, `LAWFUL_E_LENGTH`, `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_transaction_new(const lawful_ruleset *ruleset,
                                     const lawful_fact *facts,
                                     size_t fact_count,
                                     uint32_t readings,
                                     const lawful_reading *given,
                                     size_t given_count,
                                     lawful_transaction **transaction,
                                     lawful_error **error);

/**
 * States a transaction as JSON: an object with `ask`, the object of stated facts, and, where it is not
 * `"presumed"`, `readings`: `"open"`, or the object of given answers (SPEC 10.1).
 *
 * - Owns: the caller gets the transaction, and frees it with `lawful_transaction_free`. It keeps the rule set alive;
 *   nothing of the text is kept.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `ruleset` and `transaction`, and for `json` unless `length` is 0; `error` may be NULL.
 * - Errors: as `lawful_transaction_new`, and `LAWFUL_E_SYNTAX`, `LAWFUL_E_UNKNOWN_KEY`, `LAWFUL_E_MISSING_KEY`.
 */
lawful_status lawful_transaction_from_json(const lawful_ruleset *ruleset,
                                           const char *json,
                                           size_t length,
                                           lawful_transaction **transaction,
                                           lawful_error **error);

/**
 * Puts the same question to another rule set. The given transaction stays as it is.
 *
 * - Owns: the caller gets the new transaction, and frees both with `lawful_transaction_free`.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `transaction`, `ruleset` and `rebound`; `error` may be NULL.
 * - Errors: as `lawful_transaction_new`, since the other rule set may lack what is named.
 */
lawful_status lawful_transaction_rebind(const lawful_transaction *transaction,
                                        const lawful_ruleset *ruleset,
                                        lawful_transaction **rebound,
                                        lawful_error **error);

/**
 * Frees a transaction. Decisions and timelines made from it stay usable.
 *
 * - Owns: takes it.
 * - Threads: any, when no other call uses this handle.
 * - NULL: does nothing.
 * - Errors: `LAWFUL_E_HANDLE` and `LAWFUL_E_ALIGNMENT`; nothing is freed then.
 */
lawful_status lawful_transaction_free(lawful_transaction *transaction);

/**
 * The short answer, at an instant, as known at an instant (`LAWFUL_KNOWN_ALL`: with all that the rule set holds).
 *
 * Allocates nothing and waits for nobody, unless it fails with `error` not NULL.
 *
 * - Owns: nothing changes hands. `outcome` is all zero before any work, and so wherever the call fails.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `ruleset`, `transaction` and `outcome`; `error` may be NULL.
 * - Errors: `LAWFUL_E_STALE` if the transaction was prepared against a rule set of other content;
 *   `LAWFUL_E_INSTANT`, `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_verdict(const lawful_ruleset *ruleset,
                             const lawful_transaction *transaction,
                             int64_t at,
                             int64_t known,
                             lawful_outcome *outcome,
                             lawful_error **error);

/**
 * What is possible anywhere in the range from `from` until `until`, for a clock that is not trusted (SPEC 8.3).
 * `valid_until` of the outcome is `LAWFUL_NO_END` and says nothing.
 *
 * - Owns: nothing changes hands. `outcome` is all zero before any work, and so wherever the call fails.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `ruleset`, `transaction` and `outcome`; `error` may be NULL.
 * - Errors: `LAWFUL_E_WINDOW` if the range is empty; `LAWFUL_E_STALE`, `LAWFUL_E_INSTANT`, `LAWFUL_E_HANDLE`,
 *   `LAWFUL_E_ALIGNMENT`.
 */
lawful_status lawful_decide_over(const lawful_ruleset *ruleset,
                                 const lawful_transaction *transaction,
                                 int64_t from,
                                 int64_t until,
                                 int64_t known,
                                 lawful_outcome *outcome,
                                 lawful_error **error);

/**
 * The short answer to a question by names, for those who prepare nothing; readings are as presumed. The first time a
 * combination comes, its answers over all time are made and kept with the rule set; then names are looked up, and
 * nothing is kept.
 *
 * - Owns: nothing changes hands. `outcome` is all zero before any work, and so wherever the call fails.
 * - Threads: any, at once.
 * - NULL: `LAWFUL_E_NULL` for `ruleset` and `outcome`, and for `facts` unless `fact_count` is 0; `error` may be NULL.
 * - Errors: as `lawful_transaction_new`, and `LAWFUL_E_INSTANT`.
 */
lawful_status lawful_look_up(const lawful_ruleset *ruleset,
                             const lawful_fact *facts,
                             size_t fact_count,
                             int64_t at,
                             int64_t known,
                             lawful_outcome *outcome,
                             lawful_error **error);

/**
 * The version of the ABI that the library has; compare it with `LAWFUL_ABI_VERSION`.
 *
 * - Owns: nothing changes hands.
 * - Threads: any, at once.
 * - NULL: takes no pointer.
 * - Errors: none.
 */
uint32_t lawful_abi_version(void);

/**
 * The version of the library that is linked, such as `0.1.0`.
 *
 * - Owns: the text lives as long as the library.
 * - Threads: any, at once.
 * - NULL: takes no pointer.
 * - Errors: none.
 */
lawful_text lawful_version(void);

/**
 * The version of the library that is linked as a number: major * 1000000 + minor * 1000 + patch.
 *
 * - Owns: nothing changes hands.
 * - Threads: any, at once.
 * - NULL: takes no pointer.
 * - Errors: none.
 */
uint32_t lawful_version_number(void);

/**
 * What this build can do: the sum of `LAWFUL_FEATURE_…`. Every build exports the same functions; those of a feature
 * that is absent return `LAWFUL_E_FEATURE`.
 *
 * - Owns: nothing changes hands.
 * - Threads: any, at once.
 * - NULL: takes no pointer.
 * - Errors: none.
 */
uint32_t lawful_features(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* LAWFUL_H */
