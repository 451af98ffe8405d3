#include "compile/column_builder.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <map>
#include <optional>
#include <set>

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::size_t word_bits = 64;

// The samples of a column's classes, by class; nothing for a class that no value has.
using class_samples = std::vector<std::optional<sample>>;

sample absent_sample() {
    sample s;
    s.absent = true;
    return s;
}

sample integer_sample(std::int64_t i) {
    sample s;
    s.integer = i;
    return s;
}

// What lies strictly between two cuts, or beyond the outermost.
std::optional<sample> sample_between(const std::int64_t* low, const std::int64_t* high) {
    if (low == nullptr && high == nullptr) return integer_sample(0);
    if (low == nullptr) return *high == std::numeric_limits<std::int64_t>::min() ? std::nullopt : std::optional(integer_sample(*high - 1));
    if (*low == std::numeric_limits<std::int64_t>::max() || (high != nullptr && *low + 1 == *high)) return std::nullopt;
    return integer_sample(*low + 1);
}

void add_integer_classes(const std::vector<std::int64_t>& cuts, class_samples& samples) {
    for (std::size_t i = 0; i <= cuts.size(); ++i) {
        const auto* low = i == 0 ? nullptr : &cuts[i - 1];
        const auto* high = i == cuts.size() ? nullptr : &cuts[i];
        samples.push_back(sample_between(low, high));
        if (high != nullptr) samples.push_back(integer_sample(*high));
    }
}

void add_open_classes(class_samples& samples) {
    const auto known = samples.size();
    for (std::size_t i = 1; i < known; ++i) {
        auto open = samples[i];
        if (open) open->at_least = true;
        samples.push_back(open);
    }
}

void fill_dictionary(column& c, const std::set<std::string>& texts, class_samples& samples) {
    c.dictionary.resize(std::bit_ceil(std::max<std::size_t>(texts.size() * 2, 2)));
    const auto mask = c.dictionary.size() - 1;
    for (const auto& text : texts) {
        const auto hash = dictionary_hash(text);
        auto at = hash & mask;
        while (c.dictionary[at].its_class != 0) at = (at + 1) & mask;
        c.dictionary[at] = {hash, text, static_cast<std::uint32_t>(samples.size())};
        sample s;
        s.text = &text;
        samples.push_back(s);
    }
}

column::classes classes_for(const std::vector<test_of_term>& tests) {
    for (const auto& t : tests) {
        if (!asks_for_value(*t.test)) continue;
        const auto* leaf = t.test;
        while (!leaf->operands.empty()) leaf = &*std::find_if(leaf->operands.begin(), leaf->operands.end(), asks_for_value);
        return leaf->holds == kind::text      ? column::classes::text
               : leaf->holds == kind::boolean ? column::classes::boolean
                                              : column::classes::integer;
    }
    return column::classes::presence;
}

bool is_of_window(const slot_test& test) { return test.of_window || std::any_of(test.operands.begin(), test.operands.end(), is_of_window); }

class_samples lay_out_classes(column& c, const std::vector<test_of_term>& tests, const std::set<std::int64_t>& integers,
                              const std::set<std::string>& texts) {
    class_samples samples = {absent_sample()};
    switch (c.by) {
        case column::classes::presence: samples.emplace_back(sample{}); break;
        case column::classes::boolean:
            samples.push_back(integer_sample(0));
            samples.push_back(integer_sample(1));
            break;
        case column::classes::integer:
            c.cuts.assign(integers.begin(), integers.end());
            add_integer_classes(c.cuts, samples);
            break;
        case column::classes::text:
            samples.emplace_back(sample{});
            fill_dictionary(c, texts, samples);
            break;
    }
    c.known_classes = static_cast<std::uint32_t>(samples.size());
    const bool open = std::any_of(tests.begin(), tests.end(), [](const test_of_term& t) { return is_of_window(*t.test); });
    if (open && c.by == column::classes::integer) add_open_classes(samples);
    c.class_count = static_cast<std::uint32_t>(samples.size());
    return samples;
}

class row_writer {
public:
    row_writer(column& c, std::size_t terms, std::size_t words) : x_column(c), x_words(words) {
        c.doubt.assign((c.class_count - c.known_classes + 1) * words, 0);
        c.possible.assign(c.class_count * words, 0);
        for (std::size_t t = 0; t < terms; ++t) bits(c.possible, 0, t) |= bit(t);
        for (std::uint32_t k = 1; k < c.class_count; ++k) copy_row(0, k);
    }

    void set(std::uint32_t its_class, std::size_t term, verdict v) {
        auto& possible = bits(x_column.possible, its_class, term);
        possible = v == verdict::no ? possible & ~bit(term) : possible | bit(term);
        if (v == verdict::unknown) bits(x_column.doubt, doubt_row(its_class), term) |= bit(term);
    }

    void copy_row(std::uint32_t from, std::uint32_t to) {
        const auto first = x_column.possible.begin() + static_cast<std::ptrdiff_t>(from * x_words);
        std::copy_n(first, x_words, x_column.possible.begin() + static_cast<std::ptrdiff_t>(to * x_words));
    }

private:
    [[nodiscard]] std::size_t doubt_row(std::uint32_t its_class) const {
        return its_class == 0 ? 0 : its_class - x_column.known_classes + 1;
    }
    static std::uint64_t bit(std::size_t term) { return std::uint64_t{1} << (term % word_bits); }
    std::uint64_t& bits(std::vector<std::uint64_t>& rows, std::size_t row, std::size_t term) const {
        return rows[row * x_words + term / word_bits];
    }

    column& x_column;
    std::size_t x_words;
};

// There may be as many texts as terms. Most tests treat most texts as they treat any other text: class 1.
void fill_text_rows(row_writer& rows, const std::vector<test_of_term>& tests, const class_samples& samples) {
    std::map<std::string_view, std::uint32_t> class_of;
    for (std::uint32_t k = 2; k < samples.size(); ++k) class_of[*samples[k]->text] = k;
    for (const auto& t : tests) {
        for (std::uint32_t k = 0; k < 2; ++k) rows.set(k, t.term, judge(*t.test, *samples[k]));
    }
    for (std::uint32_t k = 2; k < samples.size(); ++k) rows.copy_row(1, k);
    for (const auto& t : tests) {
        std::set<std::int64_t> integers;
        std::set<std::string> texts;
        collect(*t.test, integers, texts);
        for (const auto& text : texts) rows.set(class_of[text], t.term, judge(*t.test, *samples[class_of[text]]));
    }
}

void fill_rows(row_writer& rows, const std::vector<test_of_term>& tests, const class_samples& samples) {
    for (const auto& t : tests) {
        for (std::uint32_t k = 0; k < samples.size(); ++k) {
            if (samples[k]) rows.set(k, t.term, judge(*t.test, *samples[k]));
        }
    }
}

}  // namespace

column build_column(slot_id of, const std::vector<test_of_term>& tests, std::size_t terms, std::size_t words) {
    std::set<std::int64_t> integers;
    std::set<std::string> texts;
    for (const auto& t : tests) collect(*t.test, integers, texts);

    column c;
    c.of = of;
    c.by = classes_for(tests);
    const auto samples = lay_out_classes(c, tests, integers, texts);
    row_writer rows(c, terms, words);
    if (c.by == column::classes::text) {
        fill_text_rows(rows, tests, samples);
    } else {
        fill_rows(rows, tests, samples);
    }
    return c;
}

ESCALERA_NAMESPACE_END
