package org.rationale.rules.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.rationale.kg.Citation;
import org.rationale.kg.Probability;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;

/** Makes of a table's rules those for one ontology. */
final class Specialisation {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\?(\\w+)\\}");

  /** A rule of the table for one way to match its schema. */
  private record Special(
      TableRule rule, Map<Var, Node> binding, List<Triple> premises, List<Triple> data) {

    List<Triple> head() {
      return rule.head().stream().map(template -> Axioms.instance(template, binding)).toList();
    }

    /** Whether it concludes nothing but what it needs. */
    boolean isIdle() {
      return data.containsAll(head()) || premises.containsAll(head());
    }
  }

  private final Profile profile;
  private final List<TableRule> table;
  private final Axioms axioms;

  Specialisation(Profile profile, List<TableRule> table, Axioms axioms) {
    this.profile = profile;
    this.table = table;
    this.axioms = axioms;
  }

  RuleSet rules(List<Rule> others) {
    Map<TableRule, List<Special>> specials = new LinkedHashMap<>();
    for (TableRule rule : table) {
      if (!rule.isOfSchema() && !rule.isOfData()) {
        specials.put(rule, specials(rule));
      }
    }
    Set<TableRule> general = new OpenSchema(table, axioms).general(heads(specials, others));
    boolean sameAs = axioms.statesEqualities() || mayConclude(Vocabulary.SAME_AS, specials, others);
    List<Rule> rules = new ArrayList<>(axiomatic());
    for (TableRule rule : table) {
      if (rule.needsSameAs() && !sameAs) {
        continue;
      }
      boolean isGeneral = rule.isOfSchema() || rule.isOfData() || general.contains(rule);
      if (isGeneral) {
        rules.add(general(rule));
      } else {
        int number = 0;
        for (Special special : specials.getOrDefault(rule, List.of())) {
          rules.add(rule(special, ++number));
        }
      }
    }
    Map<String, String> prefixes = new LinkedHashMap<>();
    prefixes.put("rdf", RDF.getURI());
    prefixes.put("rdfs", RDFS.getURI());
    if (profile == Profile.OWL2RL) {
      prefixes.put("owl", OWL2.getURI());
    }
    return new RuleSet(rules, List.of(), prefixes);
  }

  private static List<Triple> heads(Map<TableRule, List<Special>> specials, List<Rule> others) {
    SequencedSet<Triple> heads = new LinkedHashSet<>();
    // What follows for the schema alone from a list of classes, follows for data from that list.
    specials.forEach(
        (rule, list) -> {
          if (!rule.name().startsWith("scm-")) {
            list.forEach(special -> heads.addAll(special.head()));
          }
        });
    others.forEach(rule -> heads.addAll(rule.head()));
    return List.copyOf(heads);
  }

  private static boolean mayConclude(
      Node predicate, Map<TableRule, List<Special>> specials, List<Rule> others) {
    return heads(specials, others).stream()
        .map(Triple::getPredicate)
        .anyMatch(concluded -> concluded.isVariable() || concluded.equals(predicate));
  }

  private List<Special> specials(TableRule rule) {
    List<Special> found = new ArrayList<>();
    axioms.match(
        rule.schema(),
        (binding, premises) ->
            ListExpansion.of(rule, binding, premises, axioms)
                .forEach(
                    expanded ->
                        found.add(
                            new Special(
                                rule, expanded.binding(), expanded.premises(), expanded.data()))));
    Set<Object> seen = new HashSet<>();
    return found.stream()
        .filter(special -> !special.isIdle())
        .filter(special -> seen.add(List.of(special.premises(), special.data(), special.head())))
        .sorted(Comparator.comparing(this::key, Specialisation::compare))
        .toList();
  }

  private int[] key(Special special) {
    return special.premises().stream().mapToInt(axioms::position).toArray();
  }

  private static int compare(int[] a, int[] b) {
    return Arrays.compare(a, b);
  }

  private Rule rule(Special special, int number) {
    List<BodyElement> body = new ArrayList<>();
    special.premises().forEach(premise -> body.add(new BodyElement.Pattern(premise)));
    special.data().forEach(atom -> body.add(new BodyElement.Pattern(atom)));
    for (BodyElement.Filter test : special.rule().tests()) {
      body.add(
          new BodyElement.Filter(
              test.expression()
                  .applyNodeTransform(node -> Axioms.instance(node, special.binding()))));
    }
    TableRule rule = special.rule();
    return make(
        rule.name() + "." + number,
        rule.name(),
        rule.table(),
        label(rule.label(), special.binding()),
        special.head(),
        body);
  }

  private Rule general(TableRule rule) {
    List<BodyElement> body = new ArrayList<>();
    rule.schema().forEach(atom -> body.add(new BodyElement.Pattern(atom)));
    rule.data().forEach(atom -> body.add(new BodyElement.Pattern(atom)));
    body.addAll(rule.tests());
    return make(rule.name(), rule.name(), rule.table(), rule.label(), rule.head(), body);
  }

  /** What the tables state without premises, of the terms that the ontology mentions. */
  private List<Rule> axiomatic() {
    List<Rule> rules = new ArrayList<>();
    if (profile == Profile.OWL2RL) {
      state(
          "prp-ap",
          5,
          "annotation property",
          OWL2.AnnotationProperty.asNode(),
          Axiomatic.ANNOTATIONS,
          rules);
      state("cls-thing", 6, "class", OWL2.Class.asNode(), List.of(OWL2.Thing.asNode()), rules);
      state("cls-nothing1", 6, "class", OWL2.Class.asNode(), List.of(OWL2.Nothing.asNode()), rules);
      state("dt-type1", 8, "datatype", RDFS.Nodes.Datatype, Axiomatic.DATATYPES, rules);
    }
    return rules;
  }

  private void state(
      String name, int table, String kind, Node type, List<Node> terms, List<Rule> rules) {
    int number = 0;
    for (Node term : terms) {
      if (axioms.mentions(term)) {
        number++;
        rules.add(
            make(
                terms.size() == 1 ? name : name + "." + number,
                name,
                table,
                "%s is a %s of OWL".formatted(axioms.name(term), kind),
                List.of(Triple.create(term, Vocabulary.TYPE, type)),
                List.of()));
      }
    }
  }

  private Rule make(
      String localId,
      String name,
      int table,
      String label,
      List<Triple> head,
      List<BodyElement> body) {
    Citation source = profile.source();
    String where = table == 0 ? source.text() : source.text() + ", table " + table;
    return new Rule(
        "https://w3id.org/rationale/profile/" + profile.shortName() + "#" + localId,
        label,
        Optional.of(new Citation(where + ": " + name, source.iri())),
        Probability.ONE,
        Optional.empty(),
        head,
        body,
        false,
        profile.shortName() + ":" + name);
  }

  /** A placeholder of what the axiom gives is filled in; a list is its members' names. */
  private String label(String label, Map<Var, Node> binding) {
    return PLACEHOLDER
        .matcher(label)
        .replaceAll(
            found -> {
              Node term = binding.get(Var.alloc(found.group(1)));
              return Matcher.quoteReplacement(term == null ? found.group() : name(term));
            });
  }

  private String name(Node term) {
    return axioms
        .list(term)
        .map(list -> String.join(", ", list.members().stream().map(axioms::name).toList()))
        .orElseGet(() -> axioms.name(term));
  }
}
