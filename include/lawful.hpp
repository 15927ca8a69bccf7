/*
 * lawful for C++17: owners and views over lawful.h, and nothing but its ABI below.
 *
 * No exception is thrown: what can fail returns a `lawful::result`, which holds a value or a `lawful::error`. A result
 * that is not looked at is a warning. Threads, ownership and errors are as lawful.h says of the function below.
 */
#ifndef LAWFUL_HPP
#define LAWFUL_HPP

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "lawful.h"

namespace lawful {

inline constexpr std::int64_t known_all = LAWFUL_KNOWN_ALL;

/* SPEC 10.6. There is no 0: where there is no answer, there is an error. */
enum class verdict : std::uint8_t {
    unregulated = LAWFUL_UNREGULATED,
    exempt = LAWFUL_EXEMPT,
    licensed = LAWFUL_LICENSED,
    suspended = LAWFUL_SUSPENDED,
    unenforced = LAWFUL_UNENFORCED,
    prohibited = LAWFUL_PROHIBITED,
    indeterminate = LAWFUL_INDETERMINATE,
};

namespace detail {

struct freeing {
    void operator()(lawful_ruleset *handle) const noexcept { lawful_ruleset_free(handle); }
    void operator()(lawful_transaction *handle) const noexcept { lawful_transaction_free(handle); }
    void operator()(lawful_decision *handle) const noexcept { lawful_decision_free(handle); }
    void operator()(lawful_timeline *handle) const noexcept { lawful_timeline_free(handle); }
    void operator()(lawful_batch *handle) const noexcept { lawful_batch_free(handle); }
    void operator()(lawful_engine *handle) const noexcept { lawful_engine_free(handle); }
    void operator()(lawful_error *handle) const noexcept { lawful_error_free(handle); }
};

template <class Handle>
using owner = std::unique_ptr<Handle, freeing>;

inline std::string_view view(lawful_text text) noexcept { return {text.data, text.length}; }
inline lawful_text text(std::string_view view) noexcept { return {view.data(), view.size()}; }

}  // namespace detail

inline std::string_view name(verdict verdict) noexcept {
    return detail::view(lawful_verdict_name(static_cast<std::uint8_t>(verdict)));
}

/* What went wrong. Views are borrowed from it. */
class error {
public:
    error(lawful_status status, lawful_error *told) noexcept : status_(status), told_(told) {}
    lawful_status status() const noexcept { return status_; }
    std::string_view name() const noexcept { return detail::view(lawful_status_name(status_)); }
    std::string_view message() const noexcept { return detail::view(lawful_error_message(told_.get())); }
    std::vector<lawful_problem> problems() const {
        std::vector<lawful_problem> problems(lawful_error_count(told_.get()));
        for (std::size_t n = 0; n < problems.size(); n++) {
            lawful_error_problem(told_.get(), n, &problems[n]);
        }
        return problems;
    }

private:
    lawful_status status_;
    detail::owner<lawful_error> told_;
};

/* A value or an error. */
template <class Value>
class [[nodiscard]] result {
public:
    result(Value value) : content_(std::move(value)) {}
    result(lawful::error error) : content_(std::move(error)) {}
    explicit operator bool() const noexcept { return content_.index() == 0; }
    Value &value() & noexcept { return *std::get_if<0>(&content_); }
    Value &&value() && noexcept { return std::move(*std::get_if<0>(&content_)); }
    Value *operator->() noexcept { return std::get_if<0>(&content_); }
    Value &operator*() noexcept { return *std::get_if<0>(&content_); }
    const lawful::error &error() const & noexcept { return *std::get_if<1>(&content_); }
    lawful::error &&error() && noexcept { return std::move(*std::get_if<1>(&content_)); }

private:
    std::variant<Value, lawful::error> content_;
};

namespace detail {

/* Calls with a place for the error, and makes of what was written what the caller wants. */
template <class Value, class Written, class Call>
result<Value> call(Written written, Call call) {
    lawful_error *told = nullptr;
    const lawful_status status = call(&written, &told);
    if (status != LAWFUL_OK) {
        return error(status, told);
    }
    return Value(written);
}

}  // namespace detail

/* Whole seconds since 1970 from RFC 3339. */
inline result<std::int64_t> instant(std::string_view text) {
    return detail::call<std::int64_t>(std::int64_t{0}, [&](std::int64_t *out, lawful_error **error) {
        return lawful_instant_parse(text.data(), text.size(), out, error);
    });
}

/* A stated fact. The texts are looked at when the transaction is made. */
struct fact : lawful_fact {
    fact(std::string_view id, std::string_view value) noexcept
        : lawful_fact{detail::text(id), detail::text(value), 0, LAWFUL_TEXT, 0} {}
    fact(std::string_view id, const char *value) noexcept : fact(id, std::string_view(value)) {}
    fact(std::string_view id, bool value) noexcept : lawful_fact{detail::text(id), {nullptr, 0}, value, LAWFUL_FLAG, 0} {}
    fact(std::string_view id, std::int64_t value) noexcept
        : lawful_fact{detail::text(id), {nullptr, 0}, value, LAWFUL_NUMBER, 0} {}
};

/* The short answer. */
class outcome {
public:
    explicit outcome(lawful_outcome outcome) noexcept : outcome_(outcome) {}
    lawful::verdict verdict() const noexcept { return static_cast<lawful::verdict>(outcome_.verdict); }
    lawful::verdict at_least() const noexcept { return static_cast<lawful::verdict>(outcome_.at_least); }
    lawful::verdict at_most() const noexcept { return static_cast<lawful::verdict>(outcome_.at_most); }
    bool is_possible(lawful::verdict verdict) const noexcept {
        const auto number = static_cast<unsigned>(verdict);
        return number <= LAWFUL_PROHIBITED && (outcome_.possible >> (number - 1) & 1u) != 0;
    }
    std::optional<std::int64_t> valid_until() const noexcept {
        return outcome_.valid_until == LAWFUL_NO_END ? std::nullopt : std::optional(outcome_.valid_until);
    }

private:
    lawful_outcome outcome_;
};

/* A ground with what brings it about. Views are borrowed from the decision. */
struct ground {
    std::string_view id;
    lawful::verdict status;
    bool certain;
    std::vector<std::string_view> by;
};

/* The full answer. Views are borrowed from it. */
class decision {
public:
    explicit decision(lawful_decision *handle) noexcept : handle_(handle) {}
    const lawful_decision *get() const noexcept { return handle_.get(); }

    lawful_summary summary() const noexcept {
        lawful_summary summary{};
        lawful_decision_summary(get(), &summary, nullptr);
        return summary;
    }
    lawful::verdict verdict() const noexcept { return static_cast<lawful::verdict>(summary().verdict); }
    std::string_view json() const noexcept {
        lawful_text text{};
        lawful_decision_json(get(), &text, nullptr);
        return detail::view(text);
    }
    result<std::string_view> explain(std::string_view language) const {
        lawful_text text{};
        lawful_error *told = nullptr;
        const lawful_status status =
            lawful_decision_explain(get(), language.data(), language.size(), &text, &told);
        if (status != LAWFUL_OK) {
            return error(status, told);
        }
        return detail::view(text);
    }
    /* The ids of a list: LAWFUL_GROUNDS … LAWFUL_STATEMENTS. */
    std::vector<std::string_view> ids(std::uint32_t list) const {
        std::size_t count = 0;
        lawful_decision_count(get(), list, &count, nullptr);
        std::vector<std::string_view> ids;
        for (std::size_t n = 0; n < count; n++) {
            lawful_text id{};
            if (lawful_decision_id(get(), list, n, &id, nullptr) == LAWFUL_OK) {
                ids.push_back(detail::view(id));
            }
        }
        return ids;
    }
    /* LAWFUL_GROUNDS or LAWFUL_NEXT_GROUNDS. */
    std::vector<ground> grounds(std::uint32_t list = LAWFUL_GROUNDS) const {
        std::vector<ground> grounds;
        lawful_ground row{};
        for (std::size_t n = 0; lawful_decision_ground(get(), list, n, &row, nullptr) == LAWFUL_OK; n++) {
            ground found{detail::view(row.id), static_cast<lawful::verdict>(row.status), row.certain == 1, {}};
            for (std::size_t b = 0; b < row.by_count; b++) {
                lawful_text id{};
                lawful_decision_ground_by(get(), list, n, b, &id, nullptr);
                found.by.push_back(detail::view(id));
            }
            grounds.push_back(std::move(found));
        }
        return grounds;
    }

private:
    detail::owner<lawful_decision> handle_;
};

/* How an answer changes over time. Views are borrowed from it. */
class timeline {
public:
    explicit timeline(lawful_timeline *handle) noexcept : handle_(handle) {}
    const lawful_timeline *get() const noexcept { return handle_.get(); }
    std::vector<lawful_run> runs() const {
        std::size_t count = 0;
        lawful_timeline_count(get(), &count, nullptr);
        std::vector<lawful_run> runs(count);
        for (std::size_t n = 0; n < count; n++) {
            lawful_timeline_run(get(), n, &runs[n], nullptr);
        }
        return runs;
    }
    std::string_view json() const noexcept {
        lawful_text text{};
        lawful_timeline_json(get(), &text, nullptr);
        return detail::view(text);
    }

    result<std::string_view> explain(std::string_view language) const {
        lawful_text text{};
        lawful_error *told = nullptr;
        const lawful_status status =
            lawful_timeline_explain(get(), language.data(), language.size(), &text, &told);
        if (status != LAWFUL_OK) {
            return error(status, told);
        }
        return detail::view(text);
    }

private:
    detail::owner<lawful_timeline> handle_;
};

/* A question, prepared against a rule set. */
class transaction {
public:
    explicit transaction(lawful_transaction *handle) noexcept : handle_(handle) {}
    const lawful_transaction *get() const noexcept { return handle_.get(); }

private:
    detail::owner<lawful_transaction> handle_;
};

/* A column of a batch: a fact, and the dictionary of its values. Texts are looked at when the batch is made. */
class column {
public:
    static column of_texts(std::string_view fact, const std::vector<std::string_view> &texts, bool nullable = false) {
        column made(fact, LAWFUL_TEXT, nullable);
        for (const std::string_view text : texts) {
            made.texts_.push_back(detail::text(text));
        }
        return made;
    }
    /* Code 0 is false, code 1 is true. */
    static column of_flags(std::string_view fact, bool nullable = false) {
        column made(fact, LAWFUL_FLAG, nullable);
        made.numbers_ = {0, 1};
        return made;
    }
    static column of_numbers(std::string_view fact, std::vector<std::int64_t> numbers, bool nullable = false) {
        column made(fact, LAWFUL_NUMBER, nullable);
        made.numbers_ = std::move(numbers);
        return made;
    }
    /* Borrowed from this. */
    lawful_column plain() const noexcept {
        const std::size_t count = kind_ == LAWFUL_TEXT ? texts_.size() : numbers_.size();
        return {detail::text(fact_), texts_.data(), numbers_.data(), count, kind_, nullable_ ? 1u : 0u};
    }

private:
    column(std::string_view fact, std::uint32_t kind, bool nullable) : fact_(fact), kind_(kind), nullable_(nullable) {}

    std::string_view fact_;
    std::vector<lawful_text> texts_;
    std::vector<std::int64_t> numbers_;
    std::uint32_t kind_;
    bool nullable_;
};

/* The answers of a batch, row by row, as `lawful_columns_out` has them. */
struct answers {
    explicit answers(std::size_t rows)
        : verdict(rows), at_least(rows), at_most(rows), valid_until(rows), ground(rows) {}
    lawful_columns_out plain() noexcept {
        return {verdict.size(), verdict.data(), at_least.data(), at_most.data(), valid_until.data(), ground.data()};
    }

    std::vector<std::uint8_t> verdict, at_least, at_most;
    std::vector<std::int64_t> valid_until;
    std::vector<std::uint32_t> ground;
};

/* Dictionaries of columns, resolved against a rule set. Views are borrowed from it. */
class batch {
public:
    explicit batch(lawful_batch *handle) noexcept : handle_(handle) {}
    const lawful_batch *get() const noexcept { return handle_.get(); }

    /* Answers every row into columns of the caller, and allocates nothing. The value is the number of rows. */
    result<std::size_t> answer(const lawful_rows &rows, const lawful_columns_out &into) const {
        lawful_error *told = nullptr;
        const lawful_status status = lawful_verdict_batch(get(), &rows, &into, &told);
        if (status != LAWFUL_OK) {
            return error(status, told);
        }
        return rows.at_count;
    }
    /* The codes column by column, in the order in which the batch was made, and an instant for each row. */
    result<answers> answer(const std::vector<std::vector<std::uint32_t>> &codes,
                           const std::vector<std::int64_t> &at) const {
        std::vector<lawful_codes> columns;
        for (const std::vector<std::uint32_t> &column : codes) {
            columns.push_back({column.data(), column.size()});
        }
        answers made(at.size());
        auto answered = answer({columns.data(), columns.size(), at.data(), at.size(), nullptr, 0}, made.plain());
        if (!answered) {
            return std::move(answered).error();
        }
        return made;
    }
    /* The entries that name nothing known. */
    std::vector<lawful_invalid> invalid() const {
        std::size_t count = 0;
        lawful_batch_invalid(get(), 0, nullptr, &count, nullptr);
        std::vector<lawful_invalid> entries(count);
        for (std::size_t n = 0; n < count; n++) {
            lawful_batch_invalid(get(), n, &entries[n], &count, nullptr);
        }
        return entries;
    }
    /* The grounds of a set, as a row of `answers::ground` has its number. */
    std::vector<lawful_ground> grounds(std::uint32_t set) const {
        std::size_t count = 0;
        lawful_batch_ground(get(), set, 0, nullptr, &count, nullptr);
        std::vector<lawful_ground> grounds(count);
        for (std::size_t n = 0; n < count; n++) {
            lawful_batch_ground(get(), set, n, &grounds[n], &count, nullptr);
        }
        return grounds;
    }

private:
    detail::owner<lawful_batch> handle_;
};

/* A table of the Arrow C Data Interface, released with the value unless its `release` was moved from. */
struct table {
    table() noexcept = default;
    table(const table &) = delete;
    table &operator=(const table &) = delete;
    table(table &&other) noexcept : array(other.array), schema(other.schema) {
        other.array.release = nullptr;
        other.schema.release = nullptr;
    }
    table &operator=(table &&other) noexcept {
        std::swap(array, other.array);
        std::swap(schema, other.schema);
        return *this;
    }
    ~table() {
        if (array.release != nullptr) {
            array.release(&array);
        }
        if (schema.release != nullptr) {
            schema.release(&schema);
        }
    }

    ArrowArray array{};
    ArrowSchema schema{};
};

/* A rule set, or the snapshot of an engine. */
class ruleset {
public:
    explicit ruleset(lawful_ruleset *handle) noexcept : handle_(handle) {}
    const lawful_ruleset *get() const noexcept { return handle_.get(); }

    static result<ruleset> corpus() {
        return detail::call<ruleset>(static_cast<lawful_ruleset *>(nullptr), lawful_ruleset_corpus);
    }
    static result<ruleset> from_prepared(std::string_view bytes) {
        return made([&](lawful_ruleset **out, lawful_error **error) {
            return lawful_ruleset_from_prepared(bytes.data(), bytes.size(), out, error);
        });
    }
    static result<ruleset> from_interchange(std::string_view json) {
        return made([&](lawful_ruleset **out, lawful_error **error) {
            return lawful_ruleset_from_interchange(json.data(), json.size(), out, error);
        });
    }
    static result<ruleset> from_folders(const std::vector<std::string_view> &folders) {
        std::vector<lawful_text> texts;
        for (const std::string_view folder : folders) {
            texts.push_back(detail::text(folder));
        }
        return made([&](lawful_ruleset **out, lawful_error **error) {
            return lawful_ruleset_from_folders(texts.data(), texts.size(), out, error);
        });
    }

    lawful_ruleset_info about() const noexcept {
        lawful_ruleset_info info{};
        lawful_ruleset_about(get(), &info, nullptr);
        return info;
    }
    std::string_view prepared() const noexcept {
        lawful_text bytes{};
        lawful_ruleset_prepared(get(), &bytes, nullptr);
        return detail::view(bytes);
    }
    result<lawful::transaction> transaction(const std::vector<fact> &facts,
                                            std::uint32_t readings = LAWFUL_PRESUMED,
                                            const std::vector<lawful_reading> &given = {}) const {
        static_assert(sizeof(fact) == sizeof(lawful_fact));
        const std::vector<lawful_fact> plain(facts.begin(), facts.end());
        return detail::call<lawful::transaction>(
            static_cast<lawful_transaction *>(nullptr), [&](lawful_transaction **out, lawful_error **error) {
                return lawful_transaction_new(get(), plain.data(), plain.size(), readings, given.data(),
                                              given.size(), out, error);
            });
    }
    result<lawful::transaction> rebind(const lawful::transaction &transaction) const {
        return detail::call<lawful::transaction>(
            static_cast<lawful_transaction *>(nullptr), [&](lawful_transaction **out, lawful_error **error) {
                return lawful_transaction_rebind(transaction.get(), get(), out, error);
            });
    }
    result<outcome> verdict(const lawful::transaction &transaction, std::int64_t at,
                            std::int64_t known = known_all) const {
        return detail::call<outcome>(lawful_outcome{}, [&](lawful_outcome *out, lawful_error **error) {
            return lawful_verdict(get(), transaction.get(), at, known, out, error);
        });
    }
    result<outcome> decide_over(const lawful::transaction &transaction, std::int64_t from, std::int64_t until,
                                std::int64_t known = known_all) const {
        return detail::call<outcome>(lawful_outcome{}, [&](lawful_outcome *out, lawful_error **error) {
            return lawful_decide_over(get(), transaction.get(), from, until, known, out, error);
        });
    }
    result<decision> decide(const lawful::transaction &transaction, std::int64_t at,
                            std::int64_t known = known_all) const {
        return detail::call<decision>(
            static_cast<lawful_decision *>(nullptr), [&](lawful_decision **out, lawful_error **error) {
                return lawful_decide(get(), transaction.get(), at, known, out, error);
            });
    }
    result<lawful::timeline> timeline(const lawful::transaction &transaction,
                                      std::int64_t known = known_all) const {
        return detail::call<lawful::timeline>(
            static_cast<lawful_timeline *>(nullptr), [&](lawful_timeline **out, lawful_error **error) {
                return lawful_timeline_new(get(), transaction.get(), known, out, error);
            });
    }

    /* With `allow_invalid`, values that name nothing known are no error. 0 bytes stand for the usual bound. */
    result<lawful::batch> batch(const std::vector<column> &columns, bool allow_invalid = false,
                                std::size_t memory_cap = 0) const {
        std::vector<lawful_column> plain;
        for (const column &column : columns) {
            plain.push_back(column.plain());
        }
        return detail::call<lawful::batch>(
            static_cast<lawful_batch *>(nullptr), [&](lawful_batch **out, lawful_error **error) {
                return lawful_batch_new(get(), plain.data(), plain.size(), allow_invalid, memory_cap, out, error);
            });
    }
    /* Answers every row of a table of the Arrow C Data Interface, which stays the caller's to release. */
    result<table> verdicts(const ArrowArray &rows, const ArrowSchema &schema, bool allow_invalid = false,
                           std::size_t memory_cap = 0) const {
        table answers;
        lawful_error *told = nullptr;
        const lawful_status status = lawful_verdict_arrow(get(), &rows, &schema, allow_invalid, memory_cap,
                                                          &answers.array, &answers.schema, &told);
        if (status != LAWFUL_OK) {
            return error(status, told);
        }
        return answers;
    }

private:
    template <class Call>
    static result<ruleset> made(Call call) {
        return detail::call<ruleset>(static_cast<lawful_ruleset *>(nullptr), call);
    }

    detail::owner<lawful_ruleset> handle_;
};

/* The current rule set of a host that replaces it while it serves. */
class engine {
public:
    explicit engine(lawful_engine *handle) noexcept : handle_(handle) {}
    const lawful_engine *get() const noexcept { return handle_.get(); }

    static result<engine> start(const ruleset &rules, lawful_log log = nullptr, void *context = nullptr) {
        return detail::call<engine>(
            static_cast<lawful_engine *>(nullptr), [&](lawful_engine **out, lawful_error **error) {
                return lawful_engine_new(rules.get(), log, context, out, error);
            });
    }
    result<ruleset> snapshot() const {
        return detail::call<ruleset>(
            static_cast<lawful_ruleset *>(nullptr), [&](lawful_ruleset **out, lawful_error **error) {
                return lawful_engine_snapshot(get(), out, error);
            });
    }
    lawful_status replace(const ruleset &rules) const noexcept {
        return lawful_engine_replace(get(), rules.get(), nullptr);
    }

private:
    detail::owner<lawful_engine> handle_;
};

}  // namespace lawful

#endif
