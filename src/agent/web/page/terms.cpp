// One function a list. English stands where the list is defined.
#include "agent/web/page/terms.hpp"

namespace flowvet::agent::web::page {
namespace {

using judge::Cause;

std::string_view japanese(judge::Verdict verdict) {
  switch (verdict) {
    case judge::Verdict::pass:
      return "正常";
    case judge::Verdict::degraded:
      return "制限あり";
    case judge::Verdict::fail:
      return "失敗";
    case judge::Verdict::unknown:
      return "不明";
    case judge::Verdict::skipped:
      return "対象外";
  }
  return "";
}

std::string_view japanese(judge::Certainty certainty) {
  switch (certainty) {
    case judge::Certainty::proven:
      return "サービスの応答で確認";
    case judge::Certainty::connection:
      return "接続のみ確認";
    case judge::Certainty::none:
      return "なし";
  }
  return "";
}

std::string_view japanese(plan::Weight need) {
  switch (need) {
    case plan::Weight::required:
      return "必須";
    case plan::Weight::optional:
      return "任意";
  }
  return "";
}

std::string_view japanese(RunState state) {
  switch (state) {
    case RunState::finished:
      return "完了";
    case RunState::incomplete:
      return "途中で打ち切り";
    case RunState::broken:
      return "エラー";
  }
  return "";
}

std::string_view english(plan::SkipReason reason) {
  switch (reason) {
    case plan::SkipReason::no_host:
      return "no host given";
    case plan::SkipReason::feature_off:
      return "feature off";
    case plan::SkipReason::overridden:
      return "left out by the site";
    case plan::SkipReason::random_port:
      return "port chosen at random";
    case plan::SkipReason::loopback_only:
      return "listens on loopback only";
    case plan::SkipReason::no_port:
      return "no port documented";
    case plan::SkipReason::broadcast:
      return "broadcast";
    case plan::SkipReason::dhcp_option:
      return "DHCP options, no ports";
    case plan::SkipReason::heartbeat:
      return "heartbeat";
    case plan::SkipReason::no_contact:
      return "begun by the other host";
  }
  return "";
}

std::string_view japanese(plan::SkipReason reason) {
  switch (reason) {
    case plan::SkipReason::no_host:
      return "サイトファイルに宛先ホストの指定がありません";
    case plan::SkipReason::feature_off:
      return "サイトでこの機能が無効になっています";
    case plan::SkipReason::overridden:
      return "サイトファイルで対象外に指定されています";
    case plan::SkipReason::random_port:
      return "ポートがサービスにより無作為に選ばれます";
    case plan::SkipReason::loopback_only:
      return "宛先ホスト自身のループバックでのみ待ち受けます";
    case plan::SkipReason::no_port:
      return "文書にポートの記載がありません";
    case plan::SkipReason::broadcast:
      return "ブロードキャストで届くため確認できません";
    case plan::SkipReason::dhcp_option:
      return "記載の番号はポートではなく DHCP オプションです";
    case plan::SkipReason::heartbeat:
      return "ハートビートと誤認されるおそれがあるため送信しません";
    case plan::SkipReason::no_contact:
      return "相手側から始まる通信で、依頼する経路がありません";
  }
  return "";
}

std::string_view japanese_sentence(Cause cause) {
  switch (cause) {
    case Cause::none:
      return "";
    case Cause::dns:
      return "名前に対応するアドレスがありません。";
    case Cause::no_route:
      return "ホストへの経路がありません。";
    case Cause::host_down:
      return "ホストが自身のネットワーク上で応答しません。";
    case Cause::dropped:
      return "応答がありません。途中で破棄されているか、応答するものがありません。";
    case Cause::rejected:
      return "途中の機器、またはホスト自身のフィルターが通信を拒否し、その旨を通知しました。";
    case Cause::not_listening:
      return "接続が拒否されました。このポートで待ち受けているものがありません。";
    case Cause::no_answer:
      return "接続は受け付けられますが、本来のサービスが応答しません。";
    case Cause::wrong_service:
      return "本来のサービスとは別のものが応答しました。";
    case Cause::tls:
      return "TLS ハンドシェイクに失敗したか、証明書がこのホストのものではありません。";
    case Cause::intercepted:
      return "途中の何かがホストの代わりに応答しています。";
    case Cause::proxy_needed:
      return "外部への通信にはプロキシが必要です。";
    case Cause::local_firewall:
      return "このホスト自身のファイアウォールまたはルーティングテーブルが通信を禁止しています。";
    case Cause::local_limit:
      return "このホストでは確認できませんでした。上限、権限、または機能が不足しています。";
    case Cause::rate_limited:
      return "相手側が応答の頻度を制限しています。";
    case Cause::not_installed:
      return "経路は開いていますが、ポートを保持しているのはレスポンダーです。サービスが未導入か、動作していません。";
    case Cause::undetermined:
      return "観測結果からは、動作しているか、なぜ動作しないかを判断できません。";
  }
  return "";
}

std::string_view japanese_step(Cause cause) {
  switch (cause) {
    case Cause::none:
      return "";
    case Cause::dns:
      return "サイトファイルの綴りを確認し、このホストのネームサーバーで名前を引いてください。";
    case Cause::no_route:
      return "このホストのルーティングテーブルとゲートウェイ、次に途中のルーターを確認してください。";
    case Cause::host_down:
      return "ホストが動作していること、確認したアドレスが正しいことを確かめてください。";
    case Cause::dropped:
      return "両ホスト間および宛先のすべてのファイアウォールでポートを許可し、ホストが動作していることを確認してください。";
    case Cause::rejected:
      return "観測結果に示された機器でポートを許可してください。";
    case Cause::not_listening:
      return "宛先でサービスを起動するか、ポートが変更されている場合はサイトファイルを修正してください。";
    case Cause::no_answer:
      return "宛先でサービスの状態とログを確認してください。ロードバランサーや SYN プロキシが代わりに受け付けている場合があります。";
    case Cause::wrong_service:
      return "ホストとポートが正しいこと、プロキシやロードバランサーの転送先を確認してください。";
    case Cause::tls:
      return "宛先の証明書と、双方が許可する TLS バージョンを確認してください。";
    case Cause::intercepted:
      return "途中で応答しているものを特定し、この宛先を対象外にするか、宛先側でフローを確認してください。";
    case Cause::proxy_needed:
      return "このフローを使うコンポーネントにプロキシを設定するか、宛先への直接通信を許可してください。";
    case Cause::local_firewall:
      return "このホストのファイアウォールで送信を許可し、もう一度確認してください。";
    case Cause::local_limit:
      return "このホストで `flowvet doctor` を実行し、報告された制限を解消してから、もう一度確認してください。";
    case Cause::rate_limited:
      return "数分待ってから、--rate を下げてこのフローをもう一度確認してください。";
    case Cause::not_installed:
      return "宛先でサービスを導入して起動し、`flowvet listen` を終了してから、もう一度確認してください。";
    case Cause::undetermined:
      return "もう一度確認してください。変わらない場合は、宛先でサービスのログやカウンターを確認してください。";
  }
  return "";
}

template <class E>
std::string_view in_either(Language language, E value) {
  return language == Language::ja ? japanese(value) : to_word(value);
}

}  // namespace

std::string_view term(Language language, judge::Verdict verdict) {
  return in_either(language, verdict);
}

std::string_view term(Language language, judge::Certainty certainty) {
  return in_either(language, certainty);
}

std::string_view term(Language language, plan::Weight need) {
  return in_either(language, need);
}

std::string_view term(Language language, RunState state) {
  return in_either(language, state);
}

std::string_view term(Language language, plan::SkipReason reason) {
  return language == Language::ja ? japanese(reason) : english(reason);
}

std::string_view sentence(Language language, Cause cause) {
  return language == Language::ja ? japanese_sentence(cause) : judge::sentence(cause);
}

std::string_view next_step(Language language, Cause cause) {
  return language == Language::ja ? japanese_step(cause) : judge::next_step(cause);
}

std::string_view sign_of(judge::Verdict verdict) {
  switch (verdict) {
    case judge::Verdict::pass:
      return "✓";
    case judge::Verdict::degraded:
      return "!";
    case judge::Verdict::fail:
      return "✕";
    case judge::Verdict::unknown:
      return "?";
    case judge::Verdict::skipped:
      return "–";
  }
  return "";
}

}  // namespace flowvet::agent::web::page
