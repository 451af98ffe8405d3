// Makes complaints.csv: what a telecom's CRM could export for the first quarter of 2026, with nobody real in it.
//
//     generate_complaints > examples/data/complaints.csv
//
// Always the same bytes: own random numbers from one seed, integers only, no clock, and no two random numbers drawn in
// one expression, whose order compilers may choose. In it, on purpose:
//   - few customers complain often, most once (repeats on one issue within weeks, some to the fifth time)
//   - an outage in one district: many customers within ninety minutes of the evening of 17 February
//   - staff who insulted customers, a customer who complains about everything and is never right, important customers
//   - dirty rows: impossible and missing times, cut rows, sheets glued together (44 rows are rejected, each with its reason);
//     missing tickets, customers nobody knows, rows sent twice (taken, and found out)

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace {

// SplitMix64.
class random_numbers {
public:
    explicit random_numbers(std::uint64_t seed) : x_state(seed) {}
    std::uint64_t next() {
        std::uint64_t z = (x_state += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }
    int below(int n) { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }
    int between(int low, int high) { return low + below(high - low + 1); }
    bool percent(int chance) { return below(100) < chance; }
    template <class T, std::size_t N>
    const T& one_of(const std::array<T, N>& list) {
        return list[static_cast<std::size_t>(below(static_cast<int>(N)))];
    }

private:
    std::uint64_t x_state;
};

struct kind_of_complaint {
    const char* category;
    const char* issue;
    const char* cause;
    const char* text;
    int weight;
};

constexpr std::array<kind_of_complaint, 16> kinds = {{
    {"billing", "wrong-charge", "service/overcharge", "Cobran un servicio que no pedí, y ya lo reclamé por teléfono", 22},
    {"billing", "late-invoice", "service/not-on-schedule", "La factura llega después de su fecha de pago", 9},
    {"billing", "roaming-charge", "customer/misunderstanding", "Nadie me dijo que el roaming se cobraba aparte", 6},
    {"network", "no-service", "service/function-missing", "Sin señal desde ayer en toda la casa", 12},
    {"network", "slow-data", "expectation/quality", "Internet muy lento por las noches", 13},
    {"quality", "faulty-handset", "product/deteriorated", "El equipo nuevo se apaga solo", 7},
    {"quality", "router-fails", "product/design-flaw", "El router se reinicia varias veces al día", 7},
    {"contract", "early-exit-fee", "deception/false-promise", "El asesor prometió que no había cláusula de permanencia", 6},
    {"contract", "plan-changed", "inside/unclear-duties", "Cambiaron mi plan sin avisar", 5},
    {"late", "installation-late", "service/not-on-schedule", "El técnico no llegó, \"mañana sin falta\" dijeron tres veces", 7},
    {"damaged", "parcel-damaged", "service/packaging", "La caja llegó abierta y el equipo rayado", 3},
    {"sales", "promotion-not-applied", "expectation/promotion", "La promoción del 50 % no aparece en la factura", 6},
    {"sales", "sold-what-was-not-there", "inside/sales-promise", "Vendieron fibra en una calle que no tiene fibra", 3},
    {"service", "long-wait", "service/waiting", "Una hora de espera, y se cortó la llamada", 6},
    {"service", "sent-around", "inside/departments-blame-each-other", "Cada oficina me manda a otra oficina", 4},
    {"staff-insult", "insulted", "service/indifferent-staff", "El asesor me insultó delante de todos", 1},
}};

constexpr std::array<const char*, 12> districts = {"Usaquén",  "Chapinero",   "Suba",   "Engativá", "Kennedy", "Bosa",
                                                   "Fontibón", "Teusaquillo", "Soacha", "Chía",     "Cajicá",  "La Candelaria"};
constexpr std::array<const char*, 6> channels = {"phone", "phone", "web", "app", "branch", "social"};
constexpr std::array<const char*, 5> outlets = {"Calle 72", "Centro Mayor", "Unicentro", "Portal Norte", "Plaza Central"};
constexpr const char* header =
    "ticket,customer,tier,customer since,escalated before,upheld share,opened,category,issue,cause,district,channel,bill,outage,"
    "severity,about,outlet,text,demand,claim,recorder,assessed,responsible,handled well,reasonable,resolved,feedback,satisfied\n";

constexpr int minutes_a_day = 1440;
constexpr int days = 90;  // 1 January to 31 March
constexpr int customers = 2600;

struct complaint {
    int opened = 0;  // minutes since 1 January 2026, Bogotá
    int customer = 0;
    int kind = 0;
    int nth = 1;  // of its story
    bool outage = false;
    int district = 0;
    std::string ticket;
};

std::string number(int n, int width) {
    auto text = std::to_string(n);
    return std::string(static_cast<std::size_t>(std::max(0, width - static_cast<int>(text.size()))), '0') + text;
}

// "17/02/2026 19:05" of minutes since 1 January 2026.
std::string local_time(int minutes) {
    constexpr std::array<int, 5> month_days = {31, 28, 31, 30, 31};
    int day = minutes / minutes_a_day, month = 0;
    while (day >= month_days[static_cast<std::size_t>(month)]) day -= month_days[static_cast<std::size_t>(month++)];
    const int minute = minutes % minutes_a_day;
    return number(day + 1, 2) + "/" + number(month + 1, 2) + "/2026 " + number(minute / 60, 2) + ":" + number(minute % 60, 2);
}

std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

class export_maker {
public:
    std::string make() {
        tell_stories();
        outage_in_suba();
        never_satisfied(7, 12);
        never_satisfied(11, 10);
        std::stable_sort(x_all.begin(), x_all.end(), [](const auto& a, const auto& b) { return a.opened < b.opened; });
        std::string out = header;
        int n = 260001;
        for (auto& c : x_all) {
            c.ticket = "T-" + std::to_string(n++);
            const auto row = row_of(c);
            out += row;
            add_dirt(out, c, row);
        }
        return out;
    }

private:
    int office_minute() { return x_random.between(7 * 60, 20 * 60 + 59); }

    int any_kind() {
        int total = 0;
        for (const auto& k : kinds) total += k.weight;
        int left = x_random.below(total), i = 0;
        while (left >= kinds[static_cast<std::size_t>(i)].weight) left -= kinds[static_cast<std::size_t>(i++)].weight;
        return i;
    }

    // Skewed: the smaller the number, the more often.
    int any_customer() {
        const std::int64_t any = x_random.below(customers);
        return static_cast<int>(any * x_random.between(60, 1000) / 1000);
    }

    // A story: a customer with an issue that comes back, or not.
    void tell_stories() {
        for (int day = 0; day < days; ++day) {
            const int weekday = (day + 3) % 7;  // 1 January 2026 is a Thursday; 0 is Monday
            const int stories = (weekday == 6 ? 12 : weekday == 5 ? 22 : 38) + x_random.below(8);
            for (int i = 0; i < stories; ++i) {
                complaint c;
                c.customer = any_customer();
                c.kind = any_kind();
                c.district = (c.customer * 7 + c.customer / 13) % static_cast<int>(districts.size());
                int when = day * minutes_a_day + office_minute();
                while (when < days * minutes_a_day) {
                    c.opened = when;
                    x_all.push_back(c);
                    if (!x_random.percent(c.nth == 1 ? 26 : 45) || c.nth == 6) break;
                    ++c.nth;
                    const int later = x_random.between(1, 16);
                    when = (when / minutes_a_day + later) * minutes_a_day + office_minute();
                }
            }
        }
    }

    void outage_in_suba() {
        constexpr int evening = (31 + 16) * minutes_a_day + 19 * 60 + 5;  // 17 February, 19:05
        for (int i = 0; i < 150; ++i) {
            complaint c;
            c.opened = evening + (i * 3) / 5;
            c.customer = 2 + i * 17;
            c.kind = 3;
            c.outage = true;
            c.district = 2;
            x_all.push_back(c);
        }
    }

    void never_satisfied(int customer, int times) {
        for (int i = 0; i < times; ++i) {
            complaint c;
            c.opened = (40 + i * 2) * minutes_a_day + office_minute();
            c.customer = customer;
            c.kind = (i * 5 + customer) % 15;
            c.district = 4;
            x_all.push_back(c);
        }
    }

    static bool is_never_satisfied(int customer) { return customer == 7 || customer == 11; }

    std::string customer_columns(int customer) const {
        const auto id = "C" + number(10000 + customer * 37 % 9973, 5);
        const auto* tier = customer % 41 == 5 ? "vip" : customer % 7 == 3 ? "business" : "standard";
        const auto since = number(1 + customer % 28, 2) + "/" + number(1 + customer % 12, 2) + "/" + std::to_string(2004 + customer % 21);
        const auto* escalated = customer % 53 == 17 ? "yes" : "no";
        const auto share = is_never_satisfied(customer) ? std::string("0.02") : "0." + number(25 + customer % 70, 2);
        return id + "," + tier + "," + since + "," + escalated + "," + share;
    }

    std::string row_of(const complaint& c) {
        const auto& kind = kinds[static_cast<std::size_t>(c.kind)];
        const bool billing = std::string(kind.category) == "billing", insult = std::string(kind.category) == "staff-insult";
        const bool unknown_customer = x_random.below(180) == 0;
        std::string row = c.ticket + ",";
        row += unknown_customer ? "N/A,,,," : customer_columns(c.customer);
        row += "," + local_time(c.opened) + "," + kind.category + "," + kind.issue + "," + kind.cause + ",";
        row += districts[static_cast<std::size_t>(c.district)];
        row += std::string(",") + (x_random.below(60) == 0 ? "regulator" : x_random.one_of(channels)) + ",";
        if (billing) row += "F" + std::to_string(700000 + c.customer * 3 + c.opened / minutes_a_day / 31);
        row += std::string(",") + (c.outage ? "yes" : "no") + "," + std::to_string(1 + std::min(4, c.nth) + (c.outage ? 1 : 0)) + ",";
        if (insult) row += "agent-" + std::to_string(11 + c.customer % 9);
        row += std::string(",") + (insult || x_random.percent(12) ? x_random.one_of(outlets) : "") + ",";
        row += quoted(x_random.percent(2) ? std::string(kind.text) + ".\nYa van " + std::to_string(c.nth) + " veces" : kind.text) + ",";
        row += demand_and_claim(billing);
        row += "rec-" + number(1 + x_random.below(24), 2) + ",";
        return row + later_columns(c) + "\n";
    }

    std::string demand_and_claim(bool billing) {
        if (!billing || !x_random.percent(40)) return ",,";
        auto text = "refund," + std::to_string(x_random.between(8, 240));
        text += "." + number(x_random.below(20) * 5, 2) + ",";
        return text;
    }

    // What became of it: assessed, resolved, asked about.
    std::string later_columns(const complaint& c) {
        std::string assessed = ",,,", resolved, feedback = ",";
        if (c.nth >= 3 || x_random.percent(18)) {
            const bool right = !is_never_satisfied(c.customer) && x_random.percent(60);
            assessed = local_time(c.opened + x_random.between(60, 2 * minutes_a_day)) + (right ? ",yes" : ",no");
            assessed += x_random.percent(70) ? ",yes," : ",no,";
            if (!x_random.percent(10)) assessed += right || x_random.percent(50) ? "yes" : "no";
        }
        if (x_random.percent(62)) {
            const int at = c.opened + x_random.between(4 * 60, 9 * minutes_a_day);
            resolved = local_time(at);
            if (x_random.percent(30)) {
                const bool pleased = !is_never_satisfied(c.customer) && x_random.percent(70);
                feedback = local_time(at + x_random.between(minutes_a_day, 3 * minutes_a_day));
                feedback += pleased ? ",yes" : ",no";
            }
        }
        return assessed + "," + resolved + "," + feedback;
    }

    // What real exports bring along. Each kind is placed by count, so that the file's summary can be told in advance.
    void add_dirt(std::string& out, const complaint& c, const std::string& row) {
        const auto replaced = [&](const std::string& from, const std::string& to) {
            auto copy = row;
            const auto at = copy.find(from);
            return at == std::string::npos ? copy : copy.replace(at, from.size(), to);
        };
        switch (++x_rows % 431) {
            case 40: out += replaced(local_time(c.opened), "31/02/2026 08:10"); break;                           // no such day
            case 90: out += row.substr(0, row.find(local_time(c.opened))) + std::string(21, ',') + "\n"; break;  // no time
            case 140: out += replaced(c.ticket, ""); break;                                                      // no ticket
            case 200: out += row.substr(0, row.find(local_time(c.opened)) + 10) + "\n"; break;                   // cut off
            case 260: out += row; break;                                                                         // sent twice
            case 330: out += row.substr(0, row.size() - 1) + ",,pegado de otra hoja\n"; break;                   // too many cells
            case 400: out += x_rows > 2000 && x_rows < 2431 ? std::string(header) : std::string(); break;
            default: break;
        }
    }

    random_numbers x_random{20260101};
    std::vector<complaint> x_all;
    int x_rows = 0;
};

}  // namespace

int main() {
    const auto text = export_maker().make();
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
}
