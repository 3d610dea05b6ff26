package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.jspecify.annotations.Nullable;
import org.rationale.kg.FactDocuments;
import org.rationale.kg.FactSet;
import org.rationale.kg.FactSink;
import org.rationale.kg.Origin;
import org.rationale.kg.Probability;
import org.rationale.kg.UncertainFact;

/**
 * The facts of documents as reasoning takes them: terms numbered, a statement four ints, one origin
 * for each document. What a million statements need is tens of megabytes beside their terms' text.
 * Immutable; any number of closures may start from it, also at once.
 */
public final class FactBase {

  /** Subject, predicate, object and the number of the source. */
  private static final int WIDTH = 4;

  private static final int RECENT = 1 << 11;

  private final TermTable terms;
  private final List<Origin.Asserted> origins;
  private final List<UncertainFact> uncertain = new ArrayList<>();
  private final Map<String, String> prefixes = new LinkedHashMap<>();
  private int[] rows = new int[WIDTH << 6];
  private int length;

  private FactBase() {
    terms = new TermTable(null);
    origins = new ArrayList<>();
  }

  /** The certain facts of another. */
  private FactBase(FactBase other) {
    terms = other.terms;
    origins = other.origins;
    prefixes.putAll(other.prefixes);
    rows = other.rows;
    length = other.length;
  }

  /**
   * Reads documents.
   *
   * @param reading adds them
   * @throws org.rationale.kg.InvalidInputException with everything that is wrong with them
   */
  public static FactBase read(Consumer<FactDocuments> reading) {
    FactBase base = new FactBase();
    FactDocuments documents = new FactDocuments(base.new Filling());
    reading.accept(documents);
    base.prefixes.putAll(documents.finish());
    return base;
  }

  /** Takes facts that were read before. */
  public static FactBase of(FactSet facts) {
    FactBase base = new FactBase();
    Filling filling = base.new Filling();
    facts.certain().forEach(fact -> filling.certain(fact.statement(), fact.source()));
    base.uncertain.addAll(facts.uncertain());
    base.prefixes.putAll(facts.prefixes());
    return base;
  }

  /** Of the documents, without the colon, in the order read. */
  public Map<String, String> prefixes() {
    return Collections.unmodifiableMap(prefixes);
  }

  /** Calls the consumer with each statement, certain or not, once for each time it was stated. */
  public void forEachStatement(Consumer<Triple> consumer) {
    forEachCertain(consumer);
    uncertain.forEach(fact -> consumer.accept(fact.statement()));
  }

  /** Calls the consumer with each certain statement, once for each time it was stated. */
  void forEachCertain(Consumer<Triple> consumer) {
    for (int at = 0; at < length; at += WIDTH) {
      consumer.accept(statement(at));
    }
  }

  private Triple statement(int at) {
    return Triple.create(terms.term(rows[at]), terms.term(rows[at + 1]), terms.term(rows[at + 2]));
  }

  /** The same without the facts that have a probability. */
  FactBase certain() {
    return new FactBase(this);
  }

  /** In the order read. */
  List<UncertainFact> uncertain() {
    return Collections.unmodifiableList(uncertain);
  }

  /** The terms' numbers; others may be numbered in an overlay of it. */
  TermTable terms() {
    return terms;
  }

  /** Adds the facts to a closure whose terms continue those of this base. */
  void addTo(Closure closure) {
    addTo(closure, Set.of());
  }

  /**
   * Adds the facts to a closure whose terms continue those of this base.
   *
   * @param except statements to leave out
   */
  void addTo(Closure closure, Set<Triple> except) {
    if (except.isEmpty()) {
      closure.addAllCertain(rows, length / WIDTH, origins);
    } else {
      int[] left = new int[length];
      int kept = 0;
      for (int at = 0; at < length; at += WIDTH) {
        if (!except.contains(statement(at))) {
          System.arraycopy(rows, at, left, kept, WIDTH);
          kept += WIDTH;
        }
      }
      closure.addAllCertain(left, kept / WIDTH, origins);
    }
    for (UncertainFact fact : uncertain) {
      if (!except.contains(fact.statement())) {
        closure.addSource(fact.statement(), Inference.origin(fact));
      }
    }
  }

  /** Fills a base that nobody else has yet. */
  private final class Filling implements FactSink {

    private final Map<String, Integer> sources = new HashMap<>();
    private String lastSource = "";
    private int lastNumber = -1;

    /** Terms met lately, by their hashes: a parser gives one object for a term that recurs soon. */
    private final @Nullable Node[] recent = new @Nullable Node[RECENT];

    private final int[] recentNumbers = new int[RECENT];

    @Override
    public void certain(Triple statement, String source) {
      if (length == rows.length) {
        rows = Arrays.copyOf(rows, Math.addExact(length, length));
      }
      rows[length] = number(statement.getSubject());
      rows[length + 1] = number(statement.getPredicate());
      rows[length + 2] = number(statement.getObject());
      rows[length + 3] = number(source);
      length += WIDTH;
    }

    @SuppressWarnings("ReferenceEquality") // The same object needs no look at its text.
    private int number(Node term) {
      int hash = term.hashCode();
      int at = (hash ^ (hash >>> 15)) & (RECENT - 1);
      if (recent[at] != term) {
        recent[at] = term;
        recentNumbers[at] = terms.number(term);
      }
      return recentNumbers[at];
    }

    @SuppressWarnings("ReferenceEquality") // The same object needs no look at its text.
    private int number(String source) {
      if (source != lastSource || lastNumber < 0) {
        lastSource = source;
        lastNumber =
            sources.computeIfAbsent(
                source,
                name -> {
                  origins.add(new Origin.Asserted(name, Probability.ONE, Optional.empty()));
                  return origins.size() - 1;
                });
      }
      return lastNumber;
    }

    @Override
    public void uncertain(UncertainFact fact) {
      uncertain.add(fact);
    }

    @Override
    public void removeCertainIf(Predicate<Triple> unwanted) {
      int kept = 0;
      for (int at = 0; at < length; at += WIDTH) {
        if (!unwanted.test(statement(at))) {
          System.arraycopy(rows, at, rows, kept, WIDTH);
          kept += WIDTH;
        }
      }
      length = kept;
    }

    @Override
    public void forEachCertain(Consumer<Triple> consumer) {
      FactBase.this.forEachCertain(consumer);
    }
  }
}
