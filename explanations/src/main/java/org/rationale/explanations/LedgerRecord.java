package org.rationale.explanations;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.rationale.kg.Percept;
import org.rationale.reasoner.Answer;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;

/**
 * What a ledger keeps of a decision.
 *
 * @param decided what was decided, and the hashes of what it was decided with; nothing personal but
 *     the answers
 * @param personal the case's id, its subject, each of its inputs and the hash of its certificate:
 *     what a ledger keeps salted hashes of
 */
public record LedgerRecord(Map<String, Object> decided, Map<String, String> personal) {

  public LedgerRecord {
    decided = Collections.unmodifiableMap(new TreeMap<>(decided));
    personal = Collections.unmodifiableMap(new TreeMap<>(personal));
  }

  /**
   * Takes from a decision what a ledger keeps.
   *
   * @param certificateSha256 of the decision's certificate, if one was made
   */
  public static LedgerRecord of(Decision decision, Optional<String> certificateSha256) {
    Set<String> models = new LinkedHashSet<>();
    decision.percepts().stream().map(Percept::model).forEach(model -> models.add(model.sha256()));
    Map<String, Object> decided = new TreeMap<>();
    decided.put("answers", decision.outcomes().stream().map(LedgerRecord::answers).toList());
    decided.put("models", models.stream().sorted().toList());
    decided.put(
        "executions",
        decision.percepts().stream()
            .flatMap(percept -> percept.model().execution().stream())
            .map(
                by ->
                    String.join(
                        "; ", by.operators(), by.runtime(), by.provider(), by.preparation()))
            .distinct()
            .sorted()
            .toList());
    decided.put(
        "pack",
        Map.of(
            "name", decision.pack().name(),
            "version", decision.pack().version(),
            "sha256", decision.pack().sha256()));
    Map<String, String> personal = new TreeMap<>();
    personal.put("case", decision.caseFile().id());
    personal.put("subject", decision.caseFile().subject());
    decision
        .caseFile()
        .inputs()
        .forEach((name, value) -> personal.put("input " + name, Certificates.json(value)));
    certificateSha256.ifPresent(sha256 -> personal.put("certificate", sha256));
    return new LedgerRecord(decided, personal);
  }

  private static Map<String, Object> answers(Outcome outcome) {
    List<Answer> chosen =
        switch (outcome.result()) {
          case Outcome.Result.Chosen result -> result.answers();
          case Outcome.Result.Abstained abstained -> List.of();
        };
    List<Map<String, Object>> candidates = new ArrayList<>();
    for (Answer answer : outcome.candidates()) {
      candidates.add(
          Map.of(
              "value", Wording.ntriples(answer.value()),
              "probability", answer.valuation().probability().value(),
              "guarantee", Valuations.name(answer.valuation().guarantee()),
              "chosen", chosen.contains(answer)));
    }
    return Map.of(
        "question",
        outcome.question().id(),
        "candidates",
        candidates,
        "abstained",
        outcome.result() instanceof Outcome.Result.Abstained);
  }
}
