package org.rationale.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import karmaresearch.vlog.AlreadyStartedException;
import karmaresearch.vlog.Atom;
import karmaresearch.vlog.EDBConfigurationException;
import karmaresearch.vlog.MaterializationException;
import karmaresearch.vlog.NonExistingPredicateException;
import karmaresearch.vlog.NotStartedException;
import karmaresearch.vlog.Rule;
import karmaresearch.vlog.Term;
import karmaresearch.vlog.TermQueryResultIterator;
import karmaresearch.vlog.VLog;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;

/**
 * VLog through its own binding to Java. It takes facts as rows of texts and wants given and
 * concluded relations apart, so that a copying rule joins the two. Terms' texts are short numbers,
 * made beforehand.
 */
final class VlogEngine implements Engine {

  private static final String GIVEN = "_given";

  @Override
  public String name() {
    return "VLog 1.3.5 (rulewerk-vlog 0.8.0), no provenance";
  }

  /** Whether its native library can be loaded here. */
  static boolean isAvailable() {
    try {
      new VLog();
      return true;
    } catch (LinkageError e) {
      return false;
    }
  }

  @Override
  public Prepared prepare(Workload workload) {
    Relations relations = new Relations(workload);
    Terms terms = new Terms();
    Set<Relations.Relation> concluded = new HashSet<>();
    for (org.rationale.rules.Rule rule : workload.rules().rules()) {
      rule.head().forEach(triple -> concluded.add(relations.atom(triple).relation()));
    }
    Map<Relations.Relation, List<String[]>> rows = new LinkedHashMap<>();
    for (Triple fact : workload.facts()) {
      Relations.Atom atom = relations.atom(fact);
      rows.computeIfAbsent(atom.relation(), r -> new ArrayList<>())
          .add(atom.terms().stream().map(terms::text).toArray(String[]::new));
    }
    List<Rule> rules = new ArrayList<>();
    for (org.rationale.rules.Rule rule : workload.rules().rules()) {
      rules.add(
          new Rule(
              rule.head().stream()
                  .map(triple -> atom(relations.atom(triple), concluded, terms))
                  .toArray(Atom[]::new),
              rule.body().stream()
                  .map(e -> atom(relations.atom(Workload.patternOf(e)), concluded, terms))
                  .toArray(Atom[]::new)));
    }
    for (Relations.Relation relation : concluded) {
      if (rows.containsKey(relation)) {
        rules.add(copying(relation));
      }
    }
    Map<String, String[][]> data = new LinkedHashMap<>();
    rows.forEach(
        (relation, list) ->
            data.put(relation.name() + GIVEN, list.toArray(new String[list.size()][])));
    List<Relations.Relation> all = relations.all();
    return () -> close(data, rules, all, concluded, terms);
  }

  /** Terms as short texts. */
  private static final class Terms {
    private final Map<Node, String> texts = new HashMap<>();
    private final Map<String, Node> nodes = new HashMap<>();

    String text(Node node) {
      return texts.computeIfAbsent(
          node,
          n -> {
            String text = "<t" + texts.size() + ">";
            nodes.put(text, n);
            return text;
          });
    }

    Node node(String text) {
      Node node = nodes.get(text);
      if (node == null) {
        throw new IllegalStateException("There is no term (%s).".formatted(text));
      }
      return node;
    }
  }

  private static Rule copying(Relations.Relation relation) {
    Term[] columns = variables(relation);
    return new Rule(
        new Atom[] {new Atom(relation.name(), columns)},
        new Atom[] {new Atom(relation.name() + GIVEN, columns)});
  }

  private static Term[] variables(Relations.Relation relation) {
    Term x = new Term(Term.TermType.VARIABLE, "x");
    Term y = new Term(Term.TermType.VARIABLE, "y");
    return relation.isClass() ? new Term[] {x} : new Term[] {x, y};
  }

  private static Atom atom(Relations.Atom atom, Set<Relations.Relation> concluded, Terms terms) {
    return new Atom(
        storedAs(atom.relation(), concluded),
        atom.terms().stream()
            .map(
                node ->
                    node instanceof Var variable
                        ? new Term(Term.TermType.VARIABLE, variable.getVarName())
                        : new Term(Term.TermType.CONSTANT, terms.text(node)))
            .toArray(Term[]::new));
  }

  private static String storedAs(Relations.Relation relation, Set<Relations.Relation> concluded) {
    return concluded.contains(relation) ? relation.name() : relation.name() + GIVEN;
  }

  private static Closed close(
      Map<String, String[][]> data,
      List<Rule> rules,
      List<Relations.Relation> relations,
      Set<Relations.Relation> concluded,
      Terms terms) {
    VLog vlog = new VLog();
    try {
      vlog.setLogLevel(VLog.LogLevel.ERROR);
      vlog.start("", false);
      for (Map.Entry<String, String[][]> relation : data.entrySet()) {
        vlog.addData(relation.getKey(), relation.getValue());
      }
      vlog.setRules(rules.toArray(Rule[]::new), VLog.RuleRewriteStrategy.NONE);
      vlog.materialize(true);
    } catch (AlreadyStartedException
        | EDBConfigurationException
        | IOException
        | NotStartedException
        | MaterializationException e) {
      vlog.stop();
      throw new IllegalStateException(e);
    }
    return new Materialised(vlog, relations, concluded, terms);
  }

  private record Materialised(
      VLog vlog, List<Relations.Relation> relations, Set<Relations.Relation> concluded, Terms terms)
      implements Closed {

    @Override
    public Set<Triple> statements() {
      Set<Triple> statements = new LinkedHashSet<>();
      for (Relations.Relation relation : relations) {
        String name = storedAs(relation, concluded);
        try (TermQueryResultIterator rows = vlog.query(new Atom(name, variables(relation)))) {
          while (rows.hasNext()) {
            List<Node> row = new ArrayList<>();
            for (Term term : rows.next()) {
              row.add(terms.node(term.getName()));
            }
            statements.add(relation.statement(row));
          }
        } catch (NonExistingPredicateException e) {
          // Nothing is known under this name: the relation is empty.
        } catch (NotStartedException e) {
          throw new IllegalStateException(e);
        }
      }
      return statements;
    }

    @Override
    public long size() {
      long size = 0;
      for (Relations.Relation relation : relations) {
        try {
          size +=
              vlog.querySize(
                  new Atom(storedAs(relation, concluded), variables(relation)), true, false);
        } catch (NonExistingPredicateException e) {
          // Nothing is known under this name: the relation is empty.
        } catch (NotStartedException e) {
          throw new IllegalStateException(e);
        }
      }
      return size;
    }

    @Override
    public void close() {
      vlog.stop();
    }
  }
}
