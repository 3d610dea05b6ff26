package org.rationale.explanations.checker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.rationale.explanations.certificate.Canonical;
import org.rationale.explanations.certificate.Certificate;
import org.rationale.explanations.certificate.Certificate.Claim;
import org.rationale.explanations.certificate.Certificate.Outcome;
import org.rationale.explanations.certificate.Certificate.Percept;
import org.rationale.explanations.certificate.Certificate.Source;

/** Checks certificates. */
public final class CertificateChecker {

  /** Escapes of characters that need none, and the type that texts have anyway. */
  private static final Pattern OTHER_FORM =
      Pattern.compile(
          "(?<!\\\\)(\\\\\\\\)*\\\\[uU]|\\^\\^<http://www.w3.org/2001/XMLSchema#string>$");

  private final Certificate c;
  private final Place place;

  private CertificateChecker(Certificate c, Place place) {
    this.c = c;
    this.place = place;
  }

  /** What to think of the bytes of a certificate. */
  public static Verdict check(byte[] bytes) {
    Certificate c;
    try {
      c = Canonical.read(bytes);
    } catch (Canonical.Unreadable unreadable) {
      return new Verdict.Unreadable(unreadable.why());
    }
    if (!Arrays.equals(bytes, Canonical.bytes(c))) {
      return new Verdict.Rejected("file", "it is not in the canonical form");
    }
    return Canonical.sealed(c).sha256().equals(c.sha256())
        ? check(c)
        : new Verdict.Rejected("sha256", "the content has another hash");
  }

  /** The same of what was read, whatever its hash is. */
  public static Verdict check(Certificate c) {
    Place place = new Place();
    try {
      return new CertificateChecker(c, place).check();
    } catch (Place.Rejection rejection) {
      return new Verdict.Rejected(place.toString(), String.valueOf(rejection.getMessage()));
    } catch (Diagrams.TooLarge | StackOverflowError tooLarge) {
      return new Verdict.Unreadable("it is too large to be checked");
    } catch (IndexOutOfBoundsException | ClassCastException | NullPointerException wrong) {
      // All numbers are looked up in lists, so that a number of nothing ends here.
      return new Verdict.Rejected(place.toString(), "it refers to what is not there: " + wrong);
    }
  }

  private Verdict check() {
    checkIdentity();
    FactList facts = new FactList(c, place);
    for (int i = 1; i < c.rules().size(); i++) {
      place.at("rules", i);
      boolean later = c.rules().get(i - 1).id().compareTo(c.rules().get(i).id()) < 0;
      Place.require(later, "it does not come after the rule before");
    }
    new Strata(c.rules()).check(place);
    for (int i = 1; i < c.scope().size(); i++) {
      place.at("scope", i);
      boolean later = Rules.compare(c.scope().get(i - 1), c.scope().get(i)) < 0;
      Place.require(later, "it does not come after the pattern before");
    }
    Derivations derivations = new Derivations(c, facts, place);
    derivations.checkSteps();
    Worlds worlds = new Worlds(c, facts, place);
    worlds.follow();
    derivations.checkComplete(worlds);
    worlds.checkNodes();
    int numbers = 0;
    for (int i = 0; i < c.claims().size(); i++) {
      place.at("claims", i);
      numbers += worlds.check(c.claims().get(i)) ? 1 : 0;
    }
    for (int i = 0; i < c.outcomes().size(); i++) {
      place.at("outcomes", i);
      checkOutcome(c.outcomes().get(i), facts);
    }
    int hosted = (int) c.steps().stream().filter(s -> c.rules().get(s.rule()).hosted()).count();
    return new Verdict.Accepted(
        c.steps().size() - hosted,
        hosted,
        derivations.opaque(),
        (int) c.facts().stream().filter(fact -> !fact.sources().isEmpty()).count(),
        c.percepts().size(),
        numbers,
        c.claims().size() - numbers,
        c.outcomes().size());
  }

  private void checkIdentity() {
    place.at("terms", -1);
    Place.require(new HashSet<>(c.terms()).size() == c.terms().size(), "a term is there twice");
    boolean plain = c.terms().stream().noneMatch(term -> OTHER_FORM.matcher(term).find());
    Place.require(plain, "a term has another form than it is written in");
    place.at("identity", -1);
    StringBuilder files = new StringBuilder();
    c.identity().files().forEach((name, hash) -> files.append(name + "\n" + hash + "\n"));
    String hash = Canonical.sha256(files.toString().getBytes(StandardCharsets.UTF_8));
    Place.require(hash.equals(c.identity().sha256()), "its sha256 is not that of its files");
    Set<String> models = new TreeSet<>();
    Map<String, String> inputs = new HashMap<>();
    for (Percept percept : c.percepts()) {
      models.add(percept.modelSha256());
      String other = inputs.put(percept.input(), percept.inputSha256());
      boolean same = other == null || other.equals(percept.inputSha256());
      Place.require(same, "one input has two hashes");
    }
    Place.require(List.copyOf(models).equals(c.identity().models()), "its models are others");
    place.at("percepts", -1);
    int next = 0;
    for (Certificate.Fact fact : c.facts()) {
      for (Source source : fact.sources()) {
        Place.require(source.percept() < 0 || source.percept() == next++, "their order is wrong");
      }
    }
    Place.require(next == c.percepts().size(), "not each is the source of a fact");
  }

  private void checkOutcome(Outcome outcome, FactList facts) {
    Map<Integer, Integer> claimOf = new HashMap<>();
    for (int i = 0; i < c.claims().size(); i++) {
      Place.require(claimOf.put(c.claims().get(i).fact(), i) == null, "a fact has two claims");
    }
    Place.probability(outcome.threshold());
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
    boolean same = ranked.equals(outcome.candidates());
    Place.require(same, "its candidates are others, or rank otherwise");
    List<Integer> reach =
        ranked.stream().filter(i -> sure(c.claims().get(i)) >= outcome.threshold()).toList();
    List<Integer> first = ranked.subList(0, Math.min(1, ranked.size()));
    List<Integer> chosen =
        switch (outcome.policy()) {
          case "all-above" -> reach;
          case "most-probable", "score-value" -> reach.containsAll(first) ? first : List.of();
          default -> throw new Place.Rejection("there is no such policy");
        };
    boolean abstained = chosen.isEmpty() && !outcome.policy().equals("all-above");
    boolean right = chosen.equals(outcome.chosen()) && abstained == outcome.abstained();
    Place.require(right, "its policy chooses otherwise");
  }

  private static double sure(Claim claim) {
    return claim.guarantee().equals("estimated") || claim.guarantee().equals("bounded")
        ? claim.lower()
        : claim.probability();
  }
}
