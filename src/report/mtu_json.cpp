// Keys are those of the structs; sizes in bytes of whole IP packets, times in milliseconds.
#include "report/mtu_json.hpp"

#include "report/mtu_words.hpp"
#include "report/path_json.hpp"

namespace flowvet::report {
namespace {

using Json = nlohmann::ordered_json;

double milliseconds(std::chrono::microseconds time) {
  return static_cast<double>(time.count()) / 1000.0;
}

Json number_or_null(unsigned number) {
  return number > 0 ? Json(number) : Json(nullptr);
}

Json address_json(const std::optional<IpAddress>& address) {
  return address ? Json(to_text(*address)) : Json(nullptr);
}

Json answer_json(const probe::SizeAnswer& answer) {
  Json json{{"size", answer.size},
            {"sign", to_word(answer.sign)},
            {"asked_ms", milliseconds(answer.asked)},
            {"rtt_ms", milliseconds(answer.rtt)}};
  if (answer.hops > 0) json["hops"] = answer.hops;
  if (answer.icmp) json["icmp"] = icmp_json(answer.icmp);
  if (answer.error.kind != probe::ErrorKind::none) json["error"] = to_word(answer.error.kind);
  if (answer.error.code != 0) json["code"] = answer.error.code;
  return json;
}

Json count_json(const probe::AskCount& count) {
  return {{"sent", count.sent}, {"arrived", count.arrived}};
}

Json survey_json(const probe::SizeSurvey& survey) {
  Json json{{"means", to_word(survey.means)}, {"port", survey.port}, {"answers", Json::array()}};
  for (const auto& answer : survey.answers) json["answers"].push_back(answer_json(answer));
  if (survey.unanswered) json["unanswered"] = count_json(*survey.unanswered);
  return json;
}

Json way_back_json(const std::optional<judge::WayBack>& back) {
  if (!back) return nullptr;
  return {{"passes", number_or_null(back->passes)},
          {"asked", back->asked},
          {"stops", number_or_null(back->stops)},
          {"unanswered", back->stops > 0 ? count_json(back->unanswered) : Json(nullptr)}};
}

probe::SizeAnswer read_answer(const LenientNode& node) {
  probe::SizeAnswer answer;
  answer.size = node.at("size").whole<std::uint16_t>();
  answer.sign = node.at("sign").word<probe::SizeSign>();
  answer.asked = node.at("asked_ms").milliseconds();
  answer.rtt = node.at("rtt_ms").milliseconds();
  if (const auto hops = node.find("hops")) answer.hops = hops->whole<std::uint8_t>();
  if (const auto icmp = node.find("icmp")) answer.icmp = read_icmp(*icmp);
  if (const auto error = node.find("error")) answer.error.kind = error->word<probe::ErrorKind>();
  if (const auto code = node.find("code")) answer.error.code = code->whole<int>();
  return answer;
}

probe::SizeSurvey read_survey(const LenientNode& node) {
  probe::SizeSurvey survey;
  survey.means = node.at("means").word<probe::SizeMeans>();
  survey.port = node.at("port").whole<std::uint16_t>();
  node.at("answers").each([&](const LenientNode& answer) { survey.answers.push_back(read_answer(answer)); });
  if (const auto count = node.find("unanswered"))
    survey.unanswered = probe::AskCount{count->at("sent").whole<int>(), count->at("arrived").whole<int>()};
  return survey;
}

}  // namespace

Json mtu_json(const probe::PathMtu& mtu) {
  const auto finding = judge::find_mtu(mtu);
  Json json{{"finding", mtu_in_words(finding)},
            {"limit", to_word(finding.limit)},
            {"link", number_or_null(finding.link)},
            {"passes", number_or_null(finding.passes)},
            {"by", finding.passes > 0 ? Json(to_word(finding.by)) : Json(nullptr)},
            {"stops", number_or_null(finding.stops)},
            {"device", address_json(finding.device)},
            {"told", number_or_null(finding.told)},
            {"after_hop", finding.after_hop},
            {"after_address", address_json(finding.after_address)},
            {"stops_before", finding.stops_before ? Json(*finding.stops_before) : Json(nullptr)},
            {"back", way_back_json(finding.back)},
            {"surveys", Json::array()}};
  for (const auto& survey : mtu.surveys) json["surveys"].push_back(survey_json(survey));
  return json;
}

probe::PathMtu read_mtu(const LenientNode& node) {
  probe::PathMtu mtu;
  if (const auto link = node.at("link"); !link.is_null()) mtu.link = link.whole<std::uint16_t>();
  node.at("surveys").each([&](const LenientNode& survey) { mtu.surveys.push_back(read_survey(survey)); });
  return mtu;
}

}  // namespace flowvet::report
