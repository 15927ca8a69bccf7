// The C++ header, used as it is meant to be. basics FILE: a rule set in the prepared form.
#include "arrow.h"
#include <fstream>
#include <iterator>
#include <lawful.hpp>
#include <string>

int main(int argc, char **argv) {
    if (argc != 2) {
        return 2;
    }
    std::ifstream file(argv[1], std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    auto read = lawful::ruleset::from_prepared(bytes);
    if (!read) {
        return 2;
    }
    const lawful::ruleset rules = std::move(read).value();
    CHECK(rules.prepared() == bytes);
    const auto monday = *lawful::instant("2020-09-21T12:00:00Z");

    auto download = rules.transaction({{"app", "wechat"}, {"activity", "app-store/download"}, {"actor", "app-store"},
                                       {"location", "US"}, {"storefront", "US"}});
    CHECK(bool(download));
    auto outcome = rules.verdict(*download, monday);
    CHECK(outcome && outcome->verdict() == lawful::verdict::suspended);
    CHECK(outcome->is_possible(lawful::verdict::suspended) && !outcome->is_possible(lawful::verdict::prohibited));
    CHECK(outcome->valid_until() == *lawful::instant("2021-06-10T04:00:00Z"));
    CHECK(lawful::name(outcome->verdict()) == "suspended");

    auto decision = rules.decide(*download, monday);
    CHECK(decision && decision->verdict() == lawful::verdict::suspended);
    CHECK(decision->grounds().size() == 1 && decision->grounds()[0].by.size() == 1);
    CHECK(decision->grounds()[0].by[0] == "us/cand/wechat-injunction#1");
    CHECK(decision->ids(LAWFUL_MISSING).empty());
    CHECK(decision->json().front() == '{');
    CHECK(bool(decision->explain("zh-Hant")));
    CHECK(decision->explain("tlh").error().status() == LAWFUL_E_VALUE);
    CHECK(rules.timeline(*download)->runs().size() > 2);
    CHECK(rules.timeline(*download)->explain("en")->size() > 100);
    CHECK(rules.decide_over(*download, monday, monday).error().name() == "E-window");

    const std::vector<std::int64_t> days{monday, *lawful::instant("2021-07-01T00:00:00Z"), monday};
    const std::vector<lawful::column> columns{
        lawful::column::of_texts("app", {"wechat", "no such app!"}),
        lawful::column::of_texts("activity", {"app-store/download"}),
        lawful::column::of_texts("actor", {"app-store"}),
        lawful::column::of_texts("location", {"US"}, true),
        lawful::column::of_texts("storefront", {"US"})};
    CHECK(rules.batch(columns).error().status() == LAWFUL_E_ID);
    auto batch = rules.batch(columns, true);
    CHECK(batch && batch->invalid().size() == 1 && batch->invalid()[0].code == 1);
    CHECK(batch->answer({{0, 0, 1}}, days).error().status() == LAWFUL_E_LIMIT);
    auto answered = batch->answer({{0, 0, 1}, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}}, days);
    CHECK(answered && answered->verdict == (std::vector<std::uint8_t>{LAWFUL_SUSPENDED, LAWFUL_UNREGULATED, 0}));
    CHECK(answered->valid_until[0] == *lawful::instant("2021-06-10T04:00:00Z"));
    CHECK(batch->grounds(answered->ground[0]).size() == 1 && batch->grounds(answered->ground[1]).empty());

    const char app_names[] = "wechat";
    const std::int32_t app_offsets[] = {0, 6};
    column at_column, app_column;
    fill(&at_column, "at", "tss:UTC", 1, nullptr, days.data(), nullptr);
    fill(&app_column, "app", "u", 1, nullptr, app_offsets, app_names);
    column *const asked_columns[] = {&at_column, &app_column};
    table asked;
    fill_table(&asked, 1, asked_columns, 2);
    auto told = rules.verdicts(asked.array, asked.schema);
    CHECK(told && told->array.length == 1 && told->schema.n_children == 5);
    lawful::table moved = std::move(told).value();
    CHECK(static_cast<const std::uint8_t *>(moved.array.children[0]->buffers[1])[0] ==
          static_cast<std::uint8_t>(rules.verdict(*rules.transaction({{"app", "wechat"}}), monday)->verdict()));
    fill_table(&asked, 1, asked_columns + 1, 1);
    CHECK(rules.verdicts(asked.array, asked.schema).error().status() == LAWFUL_E_MISSING_KEY);

    const auto wrong = rules.transaction({{"location", "QQ"}, {"weather", true}, {"height", std::int64_t{3}}});
    CHECK(!wrong && wrong.error().status() == LAWFUL_E_REGION && wrong.error().problems().size() == 3);
    CHECK(!wrong.error().message().empty());

    auto engine = lawful::engine::start(rules);
    CHECK(bool(engine));
    CHECK(engine->replace(rules) == LAWFUL_OK);
    auto snapshot = engine->snapshot();
    CHECK(snapshot && snapshot->verdict(*download, monday)->verdict() == lawful::verdict::suspended);
    CHECK(snapshot->rebind(*download)->get() != nullptr);
    std::printf("%d failures\n", failures);
    return failures != 0;
}
