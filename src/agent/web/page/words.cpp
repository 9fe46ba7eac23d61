// The table of phrases. Short sentences; both languages say the same.
#include "agent/web/page/words.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace flowvet::agent::web::page {
namespace {

constexpr std::array table{
    // Around every page.
    Phrase{"title", "Network flows of {}", "{} のネットワークフロー"},
    Phrase{"as_of", "As of {}", "{} 現在"},
    Phrase{"times_are", "Times are this host's local time, UTC{}.", "時刻はこのホストの現地時間 (UTC{}) です。"},
    Phrase{"language", "Language", "言語"},
    Phrase{"all_jobs", "All jobs", "すべてのジョブ"},
    Phrase{"for_programs", "For programs", "プログラム用"},
    Phrase{"skip_link", "Skip to the content", "本文へ移動"},

    // The state of the whole agent and of a job.
    Phrase{"all_work", "Everything that could be checked works.", "確認できた範囲ではすべて正常です。"},
    Phrase{"some_fail", "{} of {} jobs: a required flow fails.", "{} / {} 件のジョブで必須フローが失敗しています。"},
    Phrase{"some_unknown", "Nothing required is known to fail, but not everything could be told.",
           "必須フローの失敗は確認されていませんが、判定できないものがあります。"},
    Phrase{"some_degraded", "Nothing required fails, but something works less well than it should.",
           "必須フローの失敗はありませんが、一部に制限があります。"},
    Phrase{"none_run", "No run has been made yet.", "まだ一度も実行されていません。"},
    Phrase{"not_run", "not run yet", "未実行"},
    Phrase{"first_run_due", "The first run begins at {}.", "最初の実行は {} の予定です。"},
    Phrase{"first_run_now", "The first run is under way.", "最初の実行が進行中です。"},
    Phrase{"newest_run", "Newest run", "最新の実行"},
    Phrase{"run_text", "{}, took {}", "{}、所要 {}"},
    Phrase{"next_run", "Next run", "次の実行"},
    Phrase{"running_for", "running for {}", "実行中 ({} 経過)"},
    Phrase{"overdue", "overdue by {}", "{} 遅れています"},
    Phrase{"every", "every {}", "{} ごと"},
    Phrase{"schedule", "Schedule", "スケジュール"},
    Phrase{"site", "Site", "サイト"},
    Phrase{"flows", "Flows", "フロー"},
    Phrase{"count_of", "{} {}", "{} {}"},
    Phrase{"list_break", ", ", "、"},

    // What is not as it should be with the agent itself.
    Phrase{"disk_fails",
           "The database cannot be written: the newest run waits in memory, and is lost if the agent ends before there is room. The "
           "agent's log says why.",
           "データベースに書き込めません。最新の実行結果はメモリ上で待機しており、空きができる前にエージェントが終了すると失われます。"
           "理由はエージェントのログにあります。"},
    Phrase{"cannot_read", "The database gives no answer ({}). What is below is the newest run alone, without its past.",
           "データベースから応答がありません ({})。以下は最新の実行結果のみで、過去の記録は含みません。"},
    Phrase{"run_cut", "The newest run was cut: {}. What it did not get to is shown as the runs before found it.",
           "最新の実行は途中で打ち切られました: {}。確認できなかったものは、それ以前の結果を表示しています。"},
    Phrase{"run_cut_silently", "The newest run was cut. What it did not get to is shown as the runs before found it.",
           "最新の実行は途中で打ち切られました。確認できなかったものは、それ以前の結果を表示しています。"},
    Phrase{"run_broke", "The newest run broke and found nothing: {}. The agent's log has more.",
           "最新の実行はエラーで終了し、結果がありません: {}。詳細はエージェントのログにあります。"},
    Phrase{"window_cut", "Only the newest {} runs were read. They reach back to {}.",
           "最新の {} 回分のみを読み込みました。{} まで遡ります。"},

    // What is broken.
    Phrase{"broken_now", "Broken now", "現在の障害"},
    Phrase{"degraded_now", "Works with limits", "制限付きで動作中"},
    Phrase{"nothing_broken", "Nothing is broken.", "障害はありません。"},
    Phrase{"since", "since {}", "{} から"},
    Phrase{"since_at_least", "since {} or earlier", "{} 以前から"},
    Phrase{"for_length", "for {}", "継続 {}"},
    Phrase{"for_length_or_more", "for {} or more", "継続 {} 以上"},
    Phrase{"flapping", "comes and goes", "断続的"},
    Phrase{"optional", "optional", "任意"},
    Phrase{"optional_why", "An optional flow never fails the job.", "任意のフローはジョブの失敗にはなりません。"},
    Phrase{"open_but_closed", "It is open although it is expected to be closed.", "閉じているはずのポートが開いています。"},
    Phrase{"next_step", "Next step", "次の対応"},
    Phrase{"seen", "Seen", "観測結果"},
    Phrase{"and_more", "and {} more", "ほか {} 件"},
    Phrase{"not_told", "Could not be told", "判定できないもの"},
    Phrase{"ticket", "Ticket text, ready to copy", "依頼文 (コピー用、英語)"},
    Phrase{"ticket_forms", "Also as", "別の形式"},
    Phrase{"ticket_of", "From the run of {}.", "{} の実行結果に基づきます。"},

    // Timelines.
    Phrase{"because", "Because this does not pass:", "原因のフロー:"},
    Phrase{"people_notice", "What people notice", "利用者への影響"},
    Phrase{"day", "Last 24 hours", "過去 24 時間"},
    Phrase{"week", "Last 7 days", "過去 7 日間"},
    Phrase{"up_time", "Works", "稼働率"},
    Phrase{"up_time_why", "Share of the observed time in which it worked", "観測できた時間のうち正常だった割合"},
    Phrase{"bar_all", "{}: {} throughout.", "{}: 常に{}。"},
    Phrase{"bar_some", "{}: {}; otherwise {}.", "{}: {}、それ以外は{}。"},
    Phrase{"bar_none", "{}: not observed.", "{}: 観測なし。"},
    Phrase{"spell", "{} {} to {}", "{} {}～{}"},
    Phrase{"spell_ongoing", "{} since {}", "{} {}～現在"},
    Phrase{"not_observed", "not observed", "観測なし"},
    Phrase{"bars_show", "A bar shows the worst of each quarter of an hour, or of each hour:",
           "バーは 15 分ごと (7 日間は 1 時間ごと) の最も悪い状態を示します:"},
    Phrase{"all_flows", "All flows ({})", "すべてのフロー ({} 件)"},
    Phrase{"flows_not_passing", "Flows that do not pass", "正常でないフロー"},
    Phrase{"flows_passing", "Flows that pass: {}", "正常なフロー {} 件"},
    Phrase{"flows_skipped", "Flows that are not checked: {}", "確認しないフロー {} 件"},
    Phrase{"flows_unseen", "Flows without a result yet: {}", "まだ結果のないフロー {} 件"},

    // Runs and one flow.
    Phrase{"newest_runs", "Newest runs", "最近の実行"},
    Phrase{"run", "Run", "実行"},
    Phrase{"started", "Started", "開始"},
    Phrase{"took", "Took", "所要時間"},
    Phrase{"state", "State", "状態"},
    Phrase{"note", "Note", "備考"},
    Phrase{"back_to_job", "Job {}", "ジョブ {}"},
    Phrase{"printed_in", "Documented in", "文書の記載箇所"},
    Phrase{"need", "Need", "必要性"},
    Phrase{"outages", "Outages", "障害回数"},
    Phrase{"first_failure", "First failure", "最初の失敗"},
    Phrase{"last_failure", "Last failure", "最後の失敗"},
    Phrase{"looked_back", "Runs that were read", "読み込んだ実行"},
    Phrase{"runs_since", "{} since {}", "{} 回 ({} 以降)"},
    Phrase{"what_happened", "What happened", "経過"},
    Phrase{"from", "From", "開始"},
    Phrase{"lasted", "Lasted", "継続時間"},
    Phrase{"ongoing", "{} so far", "{} (継続中)"},
    Phrase{"verdict", "Verdict", "判定"},
    Phrase{"why", "Why", "理由"},
    Phrase{"runs", "Runs", "実行回数"},
    Phrase{"no_verdict", "No verdict: the run was cut or broken, or did not check it.",
           "判定なし: 実行が中断またはエラーになったか、確認されていません。"},
    Phrase{"older_episodes", "Older changes that are not shown: {}.", "これより古い変化 {} 件は表示していません。"},
    Phrase{"evidence", "Evidence of the newest run that did not pass, in English", "正常でなかった最新の実行の記録 (英語)"},

    // What is not there.
    Phrase{"not_found", "There is nothing here", "ページがありません"},
    Phrase{"no_job", "This agent has no job of this name.", "この名前のジョブはありません。"},
    Phrase{"no_flow", "This job checks no flow of this id, and no run of it is remembered.",
           "このジョブにこの ID のフローはなく、記録もありません。"},
    Phrase{"no_answer", "No answer", "応答なし"},
};

}  // namespace

std::span<const Phrase> phrases() {
  return table;
}

std::string say(Language language, std::string_view key, std::initializer_list<std::string> values) {
  const auto found = std::ranges::find(table, key, &Phrase::key);
  if (found == table.end()) throw std::logic_error("no phrase " + std::string{key});
  const auto form = language == Language::ja ? found->ja : found->en;
  std::string text;
  const auto* value = values.begin();
  for (std::size_t at = 0; at < form.size(); ++at) {
    if (!form.substr(at).starts_with("{}")) {
      text += form[at];
      continue;
    }
    if (value == values.end()) throw std::logic_error("the phrase " + std::string{key} + " lacks a value");
    text += *value++;
    ++at;
  }
  return text;
}

}  // namespace flowvet::agent::web::page
