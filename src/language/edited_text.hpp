#pragma once
// A source with a few stretches replaced, so that what is behind a mistake can still be read, and the way back to
// the source as it is.
//
// Invariant: edits are in source offsets, sorted, and do not overlap.
// Threads: a plain value.   Cost: an edit rebuilds the text; a lookup is O(log edits).

#include <cstddef>
#include <string>
#include <vector>

#include "escalera/language/source.hpp"

ESCALERA_NAMESPACE_BEGIN

struct text_edit {
    std::size_t begin = 0;  // source offsets
    std::size_t end = 0;
    std::string with;
    bool placeholder = false;  // `with` stands for something unreadable, already reported
};

class edited_text {
public:
    // Leaves out a byte order mark.
    explicit edited_text(source_ptr in);

    // Every byte of a stretch, before the first edit; places stay as they are. Call refresh() behind the last one.
    void overwrite(std::size_t begin, std::size_t length, char with);
    // The same for what cannot be read: a scalar that holds it is broken.
    void overwrite_unreadable(std::size_t begin, std::size_t length);
    [[nodiscard]] bool holds_unreadable(std::size_t begin, std::size_t end) const noexcept;  // offsets in text()
    void refresh() { rebuild(); }

    // Edits that overlap the new one go.
    void add(text_edit edit);

    [[nodiscard]] const source_ptr& in() const noexcept { return x_in; }
    [[nodiscard]] const std::string& text() const noexcept { return x_text; }
    [[nodiscard]] bool is_edited() const noexcept { return !x_edits.empty(); }

    // From an offset in text() to the source. What was put in belongs to the first character it replaced.
    [[nodiscard]] std::size_t source_offset(std::size_t offset) const noexcept;
    [[nodiscard]] std::size_t offset_of(std::size_t source_offset) const noexcept;
    [[nodiscard]] bool in_placeholder(std::size_t offset) const noexcept;

private:
    struct piece {
        std::size_t offset = 0;  // in text()
        std::size_t origin = 0;  // in the source
        bool copied = true;      // as it stands in the source
        bool placeholder = false;
    };
    void rebuild();
    [[nodiscard]] const piece& piece_at(std::size_t offset) const noexcept;

    source_ptr x_in;
    std::string x_overwritten;              // the source's text where bytes of it are not to be read; else empty
    std::size_t x_first = 0;                // behind the byte order mark
    std::vector<std::size_t> x_unreadable;  // source offsets, ascending; the first few
    std::vector<text_edit> x_edits;
    std::string x_text;
    std::vector<piece> x_pieces;
};

ESCALERA_NAMESPACE_END
