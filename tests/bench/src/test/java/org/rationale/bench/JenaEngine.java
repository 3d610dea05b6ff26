package org.rationale.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.reasoner.InfGraph;
import org.apache.jena.reasoner.TriplePattern;
import org.apache.jena.reasoner.rulesys.ClauseEntry;
import org.apache.jena.reasoner.rulesys.GenericRuleReasoner;
import org.apache.jena.reasoner.rulesys.Node_RuleVariable;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.graph.GraphFactory;
import org.rationale.rules.Rule;

/** Jena's forward engine. Its base graph is filled beforehand. */
final class JenaEngine implements Engine {

  @Override
  public String name() {
    return "Jena 6.0.0 GenericRuleReasoner FORWARD_RETE, no derivation log";
  }

  @Override
  public Prepared prepare(Workload workload) {
    Graph base = GraphFactory.createDefaultGraph();
    workload.facts().forEach(base::add);
    List<org.apache.jena.reasoner.rulesys.Rule> rules =
        workload.rules().rules().stream().map(JenaEngine::translate).toList();
    return () -> {
      GenericRuleReasoner reasoner = new GenericRuleReasoner(rules);
      reasoner.setMode(GenericRuleReasoner.FORWARD_RETE);
      reasoner.setDerivationLogging(false);
      InfGraph closed = reasoner.bind(base);
      closed.prepare();
      return new Closed() {
        @Override
        public Set<Triple> statements() {
          Set<Triple> statements = new HashSet<>();
          closed.find().forEachRemaining(statements::add);
          return statements;
        }

        @Override
        public long size() {
          return (long) base.size() + closed.getDeductionsGraph().size();
        }
      };
    };
  }

  private static org.apache.jena.reasoner.rulesys.Rule translate(Rule rule) {
    Variables variables = new Variables(new java.util.HashMap<>());
    List<ClauseEntry> body = new ArrayList<>();
    rule.body().forEach(element -> body.add(variables.translate(Workload.patternOf(element))));
    List<ClauseEntry> head = new ArrayList<>();
    rule.head().forEach(triple -> head.add(variables.translate(triple)));
    org.apache.jena.reasoner.rulesys.Rule translated =
        new org.apache.jena.reasoner.rulesys.Rule(rule.id(), head, body);
    translated.setNumVars(variables.known().size());
    return translated;
  }

  private record Variables(Map<Var, Node> known) {

    TriplePattern translate(Triple triple) {
      return new TriplePattern(
          translate(triple.getSubject()),
          translate(triple.getPredicate()),
          translate(triple.getObject()));
    }

    private Node translate(Node node) {
      return node instanceof Var variable
          ? known.computeIfAbsent(
              variable, v -> new Node_RuleVariable("?" + v.getVarName(), known.size()))
          : node;
    }
  }
}
