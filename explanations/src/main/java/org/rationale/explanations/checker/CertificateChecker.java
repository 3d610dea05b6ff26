package org.rationale.explanations.checker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.rationale.explanations.checker.Certificate.Claim;
import org.rationale.explanations.checker.Certificate.Outcome;
import org.rationale.explanations.checker.Certificate.Percept;
import org.rationale.explanations.checker.Certificate.Source;

/** Checks certificates. */
public final class CertificateChecker {

  private final Certificate c;
  private final Terms terms;
  private final FactList facts;

  private CertificateChecker(Certificate c) {
    this.c = c;
    this.terms = Terms.of(c.terms());
    this.facts = new FactList(c, terms);
  }

  /** What to think of the bytes of a certificate. */
  public static Verdict check(byte[] bytes) {
    try {
      return new CertificateChecker(Canonical.read(bytes)).check();
    } catch (Canonical.Unreadable unreadable) {
      return new Verdict.Unreadable(unreadable.getMessage());
    } catch (Rejection rejection) {
      return new Verdict.Rejected(rejection.element(), rejection.getMessage());
    }
  }

  private Verdict check() {
    checkIdentity();
    Derivations derivations = new Derivations(c, terms, facts);
    Program program = new Program(c);
    List<Integer> all = IntStream.range(0, 2 * c.facts().size()).boxed().toList();
    derivations.check(program.evaluate(program.cone(all), new byte[c.variables().size()]));
    Circuits circuits = new Circuits(c, program, facts);
    Map<String, Integer> unchecked = new HashMap<>();
    for (int i = 0; i < c.claims().size(); i++) {
      String left = circuits.check(i);
      if (!left.isEmpty()) {
        unchecked.merge(left, 1, Integer::sum);
      }
    }
    IntStream.range(0, c.outcomes().size()).forEach(this::checkOutcome);
    return accepted(derivations, unchecked);
  }

  private void checkIdentity() {
    Certificate.Identity identity = c.identity();
    StringBuilder manifest = new StringBuilder();
    identity
        .files()
        .forEach((name, hash) -> manifest.append(name).append('\n').append(hash).append('\n'));
    String hash = Canonical.sha256(manifest.toString().getBytes(StandardCharsets.UTF_8));
    Rejection.unless(
        hash.equals(identity.sha256()),
        "identity.sha256",
        "it is not the hash of the files' names and hashes");
    Map<String, String> inputs = new HashMap<>();
    for (int i = 0; i < c.percepts().size(); i++) {
      Percept percept = c.percepts().get(i);
      String other = inputs.put(percept.input(), percept.inputSha256());
      boolean right = other == null || other.equals(percept.inputSha256());
      Rejection.unless(right, "percepts", i, "one input has two hashes");
    }
    List<Integer> used =
        c.facts().stream()
            .flatMap(f -> f.sources().stream())
            .map(Source::percept)
            .filter(p -> p >= 0)
            .sorted()
            .toList();
    List<Integer> all = IntStream.range(0, c.percepts().size()).boxed().toList();
    Rejection.unless(used.equals(all), "percepts", "not each is the source of one fact");
    List<String> models =
        c.percepts().stream().map(Percept::modelSha256).distinct().sorted().toList();
    Rejection.unless(
        models.equals(identity.models()), "identity.models", "they are not those of the percepts");
  }

  private void checkOutcome(int number) {
    Outcome outcome = c.outcomes().get(number);
    boolean right = terms.has(outcome.subject()) && terms.has(outcome.predicate());
    Rejection.unless(right, "outcomes", number, "there is no such term");
    Map<Integer, Integer> claimOf = new HashMap<>();
    IntStream.range(0, c.claims().size())
        .forEach(i -> claimOf.putIfAbsent(c.claims().get(i).fact(), i));
    List<Integer> ranked = new ArrayList<>();
    for (int fact : facts.matching(outcome.subject(), outcome.predicate(), Terms.NONE, false)) {
      Integer claim = claimOf.get(fact);
      Rejection.unless(claim != null, "outcomes", number, "a candidate has no claim");
      if (claim != null && c.claims().get(claim).probability() > 0) {
        ranked.add(claim);
      }
    }
    ranked.sort(
        Comparator.comparingDouble((Integer i) -> -c.claims().get(i).probability())
            .thenComparing(i -> terms.text(c.facts().get(c.claims().get(i).fact()).o())));
    Rejection.unless(
        ranked.equals(outcome.candidates()),
        "outcomes",
        number,
        "its candidates are others, or rank otherwise");
    List<Integer> reach =
        ranked.stream().filter(i -> sure(c.claims().get(i)) >= outcome.threshold()).toList();
    List<Integer> chosen =
        switch (outcome.policy()) {
          case "all-above" -> reach;
          case "most-probable" ->
              ranked.isEmpty() || !reach.contains(ranked.getFirst())
                  ? List.of()
                  : ranked.subList(0, 1);
          case "score-value" -> ranked.subList(0, Math.min(1, ranked.size()));
          default ->
              throw new Rejection("outcomes[%d]".formatted(number), "there is no such policy");
        };
    boolean abstained = chosen.isEmpty() && !outcome.policy().equals("all-above");
    Rejection.unless(
        chosen.equals(outcome.chosen()) && abstained == outcome.abstained(),
        "outcomes",
        number,
        "its policy chooses otherwise");
  }

  private static double sure(Claim claim) {
    return claim.guarantee().equals("exact") || claim.guarantee().equals("stated")
        ? claim.probability()
        : claim.lower();
  }

  private Verdict accepted(Derivations derivations, Map<String, Integer> unchecked) {
    long hosted = c.steps().stream().filter(step -> c.rules().get(step.rule()).hosted()).count();
    int left = unchecked.values().stream().mapToInt(Integer::intValue).sum();
    List<String> checked = new ArrayList<>();
    checked.add(
        "the hash of the content, and of the list of the pack's %d files"
            .formatted(c.identity().files().size()));
    checked.add(
        "%d steps are instances of %d rules, none circular, none left out; what negations looked for is not there"
            .formatted(
                c.steps().size() - hosted, c.rules().stream().filter(r -> !r.hosted()).count()));
    checked.add(
        "%d of %d numbers: %d nodes over %d random inputs, the same in every world as the steps"
            .formatted(
                c.claims().size() - left,
                c.claims().size(),
                c.nodes().size(),
                c.variables().size()));
    checked.add("the ranking and choice of %d questions".formatted(c.outcomes().size()));
    List<String> trusted = new ArrayList<>();
    trusted.add(
        "%d facts are as their sources state them, and there are no others in the scope"
            .formatted(c.facts().stream().filter(f -> !f.sources().isEmpty()).count()));
    trusted.add(
        "%d percepts are what the models made of the inputs".formatted(c.percepts().size()));
    trusted.add("the rules are those of the files, and there are no others for these facts");
    if (hosted > 0) {
      trusted.add("%d steps of rules in DRL: not re-derived".formatted(hosted));
    }
    if (derivations.opaque() > 0) {
      trusted.add("%d conditions: host expressions, not evaluated".formatted(derivations.opaque()));
    }
    unchecked.forEach(
        (why, count) -> trusted.add("%d numbers: %s, not recomputed".formatted(count, why)));
    return new Verdict.Accepted(List.copyOf(checked), List.copyOf(trusted));
  }
}
