package org.rationale.explanations.checker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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
  private final Place place;

  private CertificateChecker(Certificate c, Place place) {
    this.c = c;
    this.place = place;
  }

  /** What to think of the bytes of a certificate. */
  public static Verdict check(byte[] bytes) {
    Place place = new Place();
    try {
      return new CertificateChecker(Canonical.read(bytes), place).check();
    } catch (Canonical.Unreadable unreadable) {
      return new Verdict.Unreadable(unreadable.getMessage());
    } catch (Rejection rejection) {
      return new Verdict.Rejected(place.toString(), rejection.getMessage());
    } catch (IndexOutOfBoundsException | ClassCastException | NullPointerException wrong) {
      // All numbers are looked up in lists, so that a number of nothing ends here.
      return new Verdict.Rejected(
          place.toString(), "it refers to what is not there: " + wrong.getMessage());
    }
  }

  private Verdict check() {
    checkIdentity();
    FactList facts = new FactList(c, place);
    for (int i = 1; i < c.rules().size(); i++) {
      place.at("rules", i);
      Place.require(
          c.rules().get(i - 1).id().compareTo(c.rules().get(i).id()) < 0,
          "it does not come after the rule before");
    }
    for (int i = 1; i < c.scope().size(); i++) {
      place.at("scope", i);
      Place.require(
          Rules.compare(c.scope().get(i - 1), c.scope().get(i)) < 0,
          "it does not come after the pattern before");
    }
    Derivations derivations = new Derivations(c, facts, place);
    derivations.checkSteps();
    Worlds worlds = new Worlds(c, facts, place);
    worlds.follow();
    derivations.checkComplete(worlds);
    worlds.checkNodes();
    int compared = 0;
    for (int i = 0; i < c.claims().size(); i++) {
      place.at("claims", i);
      compared += worlds.check(c.claims().get(i)) ? 1 : 0;
    }
    for (int i = 0; i < c.outcomes().size(); i++) {
      place.at("outcomes", i);
      checkOutcome(c.outcomes().get(i), facts);
    }
    return accepted(derivations.opaque(), compared);
  }

  private void checkIdentity() {
    place.at("terms", -1);
    Place.require(new HashSet<>(c.terms()).size() == c.terms().size(), "a term is there twice");
    place.at("identity", -1);
    StringBuilder files = new StringBuilder();
    c.identity().files().forEach((name, hash) -> files.append(name + "\n" + hash + "\n"));
    Place.require(
        Canonical.sha256(files.toString().getBytes(StandardCharsets.UTF_8))
            .equals(c.identity().sha256()),
        "its sha256 is not that of the names and hashes of the files");
    Place.require(
        c.percepts().stream()
            .map(Percept::modelSha256)
            .distinct()
            .sorted()
            .toList()
            .equals(c.identity().models()),
        "its models are not those of the percepts");
    place.at("percepts", -1);
    Place.require(
        c.facts().stream()
            .flatMap(fact -> fact.sources().stream())
            .map(Source::percept)
            .filter(percept -> percept != Rules.NONE)
            .toList()
            .equals(IntStream.range(0, c.percepts().size()).boxed().toList()),
        "they are not, in their order, the sources of facts");
    Map<String, String> inputs = new HashMap<>();
    for (Percept percept : c.percepts()) {
      String other = inputs.put(percept.input(), percept.inputSha256());
      Place.require(
          other == null || other.equals(percept.inputSha256()), "one input has two hashes");
    }
  }

  private void checkOutcome(Outcome outcome, FactList facts) {
    Map<Integer, Integer> claimOf = new HashMap<>();
    for (int i = 0; i < c.claims().size(); i++) {
      claimOf.putIfAbsent(c.claims().get(i).fact(), i);
    }
    List<Integer> ranked = new ArrayList<>();
    for (int fact : facts.matching(outcome.subject(), outcome.predicate(), Rules.NONE, false)) {
      Integer claim = claimOf.get(fact);
      Place.require(claim != null, "a candidate has no claim");
      ranked.add(claim);
    }
    ranked.removeIf(claim -> c.claims().get(claim).probability() == 0);
    ranked.sort(
        Comparator.comparingDouble((Integer i) -> -c.claims().get(i).probability())
            .thenComparing(i -> c.terms().get(c.facts().get(c.claims().get(i).fact()).o())));
    Place.require(
        ranked.equals(outcome.candidates()), "its candidates are others, or rank otherwise");
    List<Integer> reach =
        ranked.stream().filter(i -> sure(c.claims().get(i)) >= outcome.threshold()).toList();
    List<Integer> first = ranked.subList(0, Math.min(1, ranked.size()));
    List<Integer> chosen =
        switch (outcome.policy()) {
          case "all-above" -> reach;
          case "most-probable" -> reach.containsAll(first) ? first : List.of();
          case "score-value" -> first;
          default -> throw new Rejection("there is no such policy");
        };
    Place.require(
        chosen.equals(outcome.chosen())
            && outcome.abstained() == (chosen.isEmpty() && !outcome.policy().equals("all-above")),
        "its policy chooses otherwise");
  }

  private static double sure(Claim claim) {
    return claim.guarantee().equals("estimated") || claim.guarantee().equals("bounded")
        ? claim.lower()
        : claim.probability();
  }

  private Verdict accepted(int opaque, int compared) {
    long hosted = c.steps().stream().filter(step -> c.rules().get(step.rule()).hosted()).count();
    long known = c.rules().stream().filter(rule -> !rule.hosted()).count();
    long stated = c.facts().stream().filter(fact -> !fact.sources().isEmpty()).count();
    int all = c.claims().size();
    List<String> checked =
        List.of(
            "the hash of the content",
            "%d steps: each follows from one of %d rules, none is circular, none is left out, and what they negate is not there"
                .formatted(c.steps().size() - hosted, known),
            "%d of %d probabilities: %d decisions over %d random inputs, right in every world"
                .formatted(compared, all, c.nodes().size(), c.variables().size()),
            "%d answers: candidates, ranking and choice".formatted(c.outcomes().size()));
    List<String> trusted =
        new ArrayList<>(
            List.of(
                "%d facts are as their sources state them, %d of them by models, and no others in the scope"
                    .formatted(stated, c.percepts().size()),
                "the rules are those of the files whose hashes are given"));
    if (hosted > 0) {
      trusted.add("%d steps of hosted rules, not re-derived".formatted(hosted));
    }
    if (opaque > 0) {
      trusted.add("%d conditions with host expressions, not evaluated".formatted(opaque));
    }
    if (compared < all) {
      trusted.add("%d probabilities without a diagram, not recomputed".formatted(all - compared));
    }
    return new Verdict.Accepted(checked, List.copyOf(trusted));
  }
}
