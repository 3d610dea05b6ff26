package org.rationale.explanations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.Rule;
import org.rationale.rules.drl.DrlPattern;
import org.rationale.rules.drl.DrlRule;

/**
 * An IRI that neither facts nor rules speak of.
 *
 * @param nearest the known IRI that it may be a slip for: the one of the least edit distance
 *     (insertions, deletions, replacements and swaps of neighbours; Damerau 1964), at most 3 and at
 *     most a third of the letters after the last {@code /}, {@code #} or {@code :}, but 1 in any
 *     case, of several the one that begins most alike. Else one with the same last part in another
 *     namespace, whatever its case; else the shortest of the same namespace whose last part has all
 *     of its words, or of which it has all words: {@code AsthmaAttack} for {@code Asthma}
 */
public record UnknownTerm(Node term, Optional<Node> nearest) {

  private static final int FARTHEST = 3;

  /** Between the words of a name: {@code AsthmaAttack}, {@code asthma-attack}. */
  private static final Pattern BETWEEN_WORDS =
      Pattern.compile("(?<=[\\p{Ll}\\d])(?=\\p{Lu})|[^\\p{L}\\d]+");

  /** The IRIs of a statement that neither facts nor rules speak of, in its order. */
  public static List<UnknownTerm> in(
      Triple statement, ProofGraph graph, List<Rule> rules, List<DrlRule> drlRules) {
    Set<Node> known = new LinkedHashSet<>();
    for (Triple fact : graph.statements()) {
      known.add(fact.getSubject());
      known.add(fact.getPredicate());
      known.add(fact.getObject());
    }
    Witnesses.terms(rules, known);
    for (DrlRule rule : drlRules) {
      rule.reading().conclusions().forEach(conclusion -> addConstants(conclusion, known));
      for (DrlPattern pattern : Changeable.patterns(rule)) {
        addConstants(pattern.triple(), known);
      }
    }
    List<UnknownTerm> unknown = new ArrayList<>();
    for (Node term :
        List.of(statement.getSubject(), statement.getPredicate(), statement.getObject())) {
      if (term.isURI() && !known.contains(term)) {
        String iri = term.getURI();
        unknown.add(new UnknownTerm(term, misspelt(iri, known).or(() -> shortened(iri, known))));
      }
    }
    return unknown;
  }

  private static void addConstants(Triple pattern, Set<Node> known) {
    for (Node node : List.of(pattern.getSubject(), pattern.getPredicate(), pattern.getObject())) {
      if (node.isConcrete()) {
        known.add(node);
      }
    }
  }

  private static Optional<Node> misspelt(String iri, Set<Node> known) {
    Optional<Node> nearest = Optional.empty();
    int least = Math.clamp((iri.length() - localStart(iri)) / 3, 1, FARTHEST) + 1;
    for (Node term : known) {
      if (term.isURI() && Math.abs(term.getURI().length() - iri.length()) <= least) {
        int distance = distance(iri, term.getURI(), least + 1);
        boolean isNearer =
            distance < least
                || (distance == least
                    && nearest.isPresent()
                    && common(iri, term) > common(iri, nearest.get()));
        if (isNearer) {
          least = distance;
          nearest = Optional.of(term);
        }
      }
    }
    return nearest;
  }

  /** How many letters are the same before the first that is not. */
  private static int common(String iri, Node term) {
    int at = 0;
    int end = Math.min(iri.length(), term.getURI().length());
    while (at < end && iri.charAt(at) == term.getURI().charAt(at)) {
      at++;
    }
    return at;
  }

  private static Optional<Node> shortened(String iri, Set<Node> known) {
    String local = iri.substring(localStart(iri));
    if (local.isEmpty()) {
      return Optional.empty();
    }
    Comparator<Node> order =
        Comparator.comparingInt((Node node) -> node.getURI().length()).thenComparing(Node::getURI);
    Optional<Node> elsewhere =
        known.stream()
            .filter(Node::isURI)
            .filter(node -> local(node).equalsIgnoreCase(local))
            .min(order);
    if (elsewhere.isPresent()) {
      return elsewhere;
    }
    String namespace = iri.substring(0, localStart(iri));
    List<String> words = words(local);
    return known.stream()
        .filter(Node::isURI)
        .filter(node -> node.getURI().substring(0, localStart(node.getURI())).equals(namespace))
        .filter(node -> isPart(words, words(local(node))) || isPart(words(local(node)), words))
        .min(
            Comparator.comparingInt((Node node) -> Math.abs(node.getURI().length() - iri.length()))
                .thenComparing(order));
  }

  private static String local(Node node) {
    return node.getURI().substring(localStart(node.getURI()));
  }

  private static List<String> words(String local) {
    return Arrays.stream(BETWEEN_WORDS.split(local))
        .map(word -> word.toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static boolean isPart(List<String> some, List<String> all) {
    return !some.isEmpty() && all.containsAll(some);
  }

  private static int localStart(String iri) {
    return Math.max(iri.lastIndexOf('/'), Math.max(iri.lastIndexOf('#'), iri.lastIndexOf(':'))) + 1;
  }

  /**
   * The edit distance, or {@code bound} if it is not below that. Only cells that are nearer to the
   * diagonal than the bound are filled in, so that long names take no long time.
   */
  static int distance(String a, String b, int bound) {
    if (Math.abs(a.length() - b.length()) >= bound) {
      return bound;
    }
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    Arrays.setAll(last, j -> Math.min(j, bound));
    for (int i = 1; i <= a.length(); i++) {
      int from = Math.max(1, i - bound);
      int to = Math.min(b.length(), i + bound);
      row[from - 1] = from == 1 ? i : bound;
      int best = row[from - 1];
      for (int j = from; j <= to; j++) {
        int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
        best = Math.min(best, row[j]);
      }
      if (best >= bound) {
        return bound;
      }
      if (to < b.length()) {
        row[to + 1] = bound;
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return Math.min(last[b.length()], bound);
  }
}
