package org.rationale.rules.profile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;

/**
 * The schema triples of an ontology, and those that follow from them and matter to data.
 *
 * <p>That a class of a class of a class has the same members follows for data one step at a time;
 * so the hierarchy is not closed here, only searched. What is added are the subclasses and
 * subproperties that no such step gives: of restrictions by what they restrict, and what the rules
 * marked {@code extends} conclude.
 */
final class Axioms {

  private final Graph graph = GraphFactory.createDefaultGraph();
  private final Map<Triple, Integer> positions = new HashMap<>();
  private final Set<Node> mentioned = new HashSet<>();
  private final Map<Node, String> labels = new HashMap<>();
  private final List<Triple> equalities = new ArrayList<>();

  private Axioms() {}

  static Axioms of(List<TableRule> table, Iterable<Triple> ontology) {
    Axioms axioms = new Axioms();
    ontology.forEach(axioms::read);
    axioms.spreadEqualities();
    axioms.extend(table.stream().filter(TableRule::extendsSchema).toList());
    return axioms;
  }

  private void read(Triple triple) {
    mention(triple.getSubject());
    mention(triple.getPredicate());
    mention(triple.getObject());
    if (triple.getPredicate().equals(Vocabulary.SAME_AS)) {
      equalities.add(triple);
    }
    if (triple.getPredicate().equals(RDFS.Nodes.label) && triple.getObject().isLiteral()) {
      labels.putIfAbsent(triple.getSubject(), triple.getObject().getLiteralLexicalForm());
    }
    if (Vocabulary.isSchema(triple) || Vocabulary.isListCell(triple)) {
      add(triple);
    }
  }

  private void mention(Node node) {
    if (node.isURI()) {
      mentioned.add(node);
    } else if (node.isLiteral()) {
      mentioned.add(NodeFactory.createURI(node.getLiteralDatatypeURI()));
    }
  }

  private boolean add(Triple triple) {
    if (positions.putIfAbsent(triple, positions.size()) != null) {
      return false;
    }
    graph.add(triple);
    return true;
  }

  /** Whether the ontology has the term anywhere; a literal mentions its datatype. */
  boolean mentions(Node term) {
    return mentioned.contains(term);
  }

  boolean statesEqualities() {
    return !equalities.isEmpty();
  }

  boolean contains(Triple triple) {
    return positions.containsKey(triple);
  }

  /** In the order of the ontology; what was added comes last. */
  int position(Triple triple) {
    return positions.getOrDefault(triple, Integer.MAX_VALUE);
  }

  /** A term for people: its label, else the end of its IRI. */
  String name(Node term) {
    String label = labels.get(term);
    if (label != null) {
      return label;
    }
    if (term.isURI()) {
      String name = term.getURI().replaceFirst("^.*[#/:](?=[^#/:])", "");
      return name.isEmpty() ? term.getURI() : name;
    }
    return term.isLiteral() ? term.getLiteralLexicalForm() : "thing so described";
  }

  /** A schema triple about a term is one about each term that is stated to be the same. */
  private void spreadEqualities() {
    Map<Node, Set<Node>> same = new HashMap<>();
    for (Triple equality : equalities) {
      Node left = equality.getSubject();
      Node right = equality.getObject();
      Set<Node> joined = new LinkedHashSet<>();
      joined.addAll(same.getOrDefault(left, Set.of(left)));
      joined.addAll(same.getOrDefault(right, Set.of(right)));
      joined.forEach(node -> same.put(node, joined));
    }
    if (same.isEmpty()) {
      return;
    }
    for (Triple triple : graph.find().toList()) {
      if (Vocabulary.isListCell(triple)) {
        // A second first member would be no list any more.
        continue;
      }
      for (Node subject : same.getOrDefault(triple.getSubject(), Set.of(triple.getSubject()))) {
        for (Node object : same.getOrDefault(triple.getObject(), Set.of(triple.getObject()))) {
          if (!subject.isLiteral()) {
            add(Triple.create(subject, triple.getPredicate(), object));
          }
        }
      }
    }
  }

  /** To the fixpoint: a new subclass may make a restriction to it a subclass in its turn. */
  private void extend(List<TableRule> rules) {
    boolean grows = true;
    while (grows) {
      List<Triple> found = new ArrayList<>();
      for (TableRule rule : rules) {
        search(
            rule.schema(),
            true,
            (binding, premises) ->
                rule.head().forEach(template -> found.add(instance(template, binding))));
      }
      grows = false;
      for (Triple triple : found) {
        boolean isLoop = triple.getSubject().equals(triple.getObject());
        grows |= !isLoop && add(triple);
      }
    }
  }

  /**
   * Calls the consumer with each way to match atoms in these axioms.
   *
   * @param atoms joined in their order
   */
  void match(List<Triple> atoms, BiConsumer<Map<Var, Node>, List<Triple>> consumer) {
    search(atoms, false, consumer);
  }

  private void search(
      List<Triple> atoms, boolean closed, BiConsumer<Map<Var, Node>, List<Triple>> consumer) {
    search(atoms, 0, closed, new LinkedHashMap<>(), new ArrayList<>(), consumer);
  }

  private void search(
      List<Triple> atoms,
      int at,
      boolean closed,
      SequencedMap<Var, Node> binding,
      List<Triple> premises,
      BiConsumer<Map<Var, Node>, List<Triple>> consumer) {
    if (at == atoms.size()) {
      consumer.accept(Map.copyOf(binding), List.copyOf(premises));
      return;
    }
    Triple atom = instance(atoms.get(at), binding);
    for (Triple candidate : candidates(atom, closed)) {
      SequencedMap<Var, Node> extended = new LinkedHashMap<>(binding);
      if (unify(atom.getSubject(), candidate.getSubject(), extended)
          && unify(atom.getObject(), candidate.getObject(), extended)) {
        premises.add(candidate);
        search(atoms, at + 1, closed, extended, premises, consumer);
        premises.removeLast();
      }
    }
  }

  private List<Triple> candidates(Triple atom, boolean closed) {
    Node subject = atom.getSubject();
    Node predicate = atom.getPredicate();
    if (closed && subject.isConcrete()) {
      if (predicate.equals(Vocabulary.SUB_CLASS)) {
        return above(subject, predicate, OWL2.equivalentClass.asNode());
      }
      if (predicate.equals(Vocabulary.SUB_PROPERTY)) {
        return above(subject, predicate, OWL2.equivalentProperty.asNode());
      }
    }
    // Numbers are compared by value, so they are not looked up.
    Node object = atom.getObject();
    return graph
        .find(
            subject.isConcrete() ? subject : Node.ANY,
            predicate,
            object.isConcrete() && !object.isLiteral() ? object : Node.ANY)
        .toList();
  }

  /** A triple for each term above one, in as many steps as it takes. */
  private List<Triple> above(Node start, Node predicate, Node equivalence) {
    Set<Node> seen = new LinkedHashSet<>();
    Deque<Node> queue = new ArrayDeque<>(List.of(start));
    while (!queue.isEmpty()) {
      Node below = queue.removeFirst();
      List<Node> next = new ArrayList<>();
      graph.find(below, predicate, Node.ANY).forEachRemaining(t -> next.add(t.getObject()));
      graph.find(below, equivalence, Node.ANY).forEachRemaining(t -> next.add(t.getObject()));
      graph.find(Node.ANY, equivalence, below).forEachRemaining(t -> next.add(t.getSubject()));
      if (predicate.equals(Vocabulary.SUB_CLASS)) {
        graph
            .find(below, OWL2.intersectionOf.asNode(), Node.ANY)
            .forEachRemaining(t -> list(t.getObject()).ifPresent(l -> next.addAll(l.members())));
        unionsWith(below, next);
      }
      for (Node node : next) {
        if (seen.add(node)) {
          queue.add(node);
        }
      }
    }
    return seen.stream().map(node -> Triple.create(start, predicate, node)).toList();
  }

  /** From a member's cell back to the start of its list, and to the unions of that. */
  private void unionsWith(Node member, List<Node> unions) {
    Deque<Node> cells = new ArrayDeque<>();
    Set<Node> seen = new HashSet<>();
    graph
        .find(Node.ANY, RDF.Nodes.first, member)
        .forEachRemaining(cell -> cells.add(cell.getSubject()));
    while (!cells.isEmpty()) {
      Node cell = cells.removeFirst();
      if (seen.add(cell)) {
        graph
            .find(Node.ANY, OWL2.unionOf.asNode(), cell)
            .forEachRemaining(t -> unions.add(t.getSubject()));
        graph.find(Node.ANY, RDF.Nodes.rest, cell).forEachRemaining(t -> cells.add(t.getSubject()));
      }
    }
  }

  /**
   * A list of the ontology.
   *
   * @param cells for each member its {@code rdf:first} and then its {@code rdf:rest}
   */
  record RdfList(List<Node> members, List<Triple> cells) {

    /** The triples by which some are members: the way to the last of them, and their own. */
    List<Triple> cells(int count, int... wanted) {
      List<Triple> chosen = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int member = i;
        if (Arrays.stream(wanted).anyMatch(one -> one == member)) {
          chosen.add(cells.get(2 * i));
        }
        if (i < count - 1) {
          chosen.add(cells.get(2 * i + 1));
        }
      }
      return chosen;
    }
  }

  /** Empty where there is no well-formed list. */
  Optional<RdfList> list(Node head) {
    List<Node> members = new ArrayList<>();
    List<Triple> cells = new ArrayList<>();
    Set<Node> seen = new HashSet<>();
    Node cell = head;
    while (!cell.equals(RDF.Nodes.nil)) {
      List<Triple> first = graph.find(cell, RDF.Nodes.first, Node.ANY).toList();
      List<Triple> rest = graph.find(cell, RDF.Nodes.rest, Node.ANY).toList();
      if (first.size() != 1 || rest.size() != 1 || !seen.add(cell)) {
        return Optional.empty();
      }
      members.add(first.getFirst().getObject());
      cells.add(first.getFirst());
      cells.add(rest.getFirst());
      cell = rest.getFirst().getObject();
    }
    return members.isEmpty() ? Optional.empty() : Optional.of(new RdfList(members, cells));
  }

  private static boolean unify(Node pattern, Node node, Map<Var, Node> binding) {
    if (pattern instanceof Var variable) {
      Node known = binding.putIfAbsent(variable, node);
      return known == null || known.equals(node);
    }
    return pattern.equals(node) || (pattern.isLiteral() && pattern.sameValueAs(node));
  }

  static Triple instance(Triple template, Map<Var, Node> binding) {
    return Triple.create(
        instance(template.getSubject(), binding),
        instance(template.getPredicate(), binding),
        instance(template.getObject(), binding));
  }

  static Node instance(Node node, Map<Var, Node> binding) {
    return node instanceof Var variable ? binding.getOrDefault(variable, node) : node;
  }
}
