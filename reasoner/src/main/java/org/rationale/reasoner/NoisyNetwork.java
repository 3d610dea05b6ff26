package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A ground program without cycles as a network of noisy disjunctions: a node holds if any of its
 * wires carries, and a wire carries if its source is as it wants it and all of its coins fall
 * heads. A conjunction is a node that holds where any of its parts fails, read negated. Coins that
 * nothing else reads stay on their wires, so that nothing has to remember how they fell (causal
 * independence: Zhang and Poole, <i>Exploiting causal independence in Bayesian network
 * inference</i>, Journal of Artificial Intelligence Research, 1996).
 */
final class NoisyNetwork {

  /** The source of a wire that depends on its coins alone. */
  static final int NOTHING = -1;

  /** What is known of a node. */
  enum Observed {
    NO,
    HOLDS,
    FAILS
  }

  /**
   * @param source a node or {@link #NOTHING}
   * @param whenFalse whether the source must fail
   * @param coins switches whose variables must all be true
   */
  record Wire(int source, boolean whenFalse, int target, int[] coins) {

    /** The probability that a wire carries whose source is as it should be. */
    double chance(double[] chances) {
      double chance = 1;
      for (int coin : coins) {
        chance *= chances[coin];
      }
      return chance;
    }
  }

  /** A node or its negation, or a node number below 0: always true or, negated, never. */
  record Literal(int node, boolean negated) {

    static final Literal TRUE = new Literal(NOTHING, false);
    static final Literal FALSE = new Literal(NOTHING, true);

    boolean isConstant() {
      return node == NOTHING;
    }

    Literal not() {
      return new Literal(node, !negated);
    }
  }

  /** What an atom is where one wire makes it: as likely as the source and the coins together. */
  private record Meaning(Literal literal, int[] coins) {}

  private static final int[] NO_COINS = {};

  private final GroundProgram program;
  private final List<Wire> wires = new ArrayList<>();
  private final List<Observed> observed = new ArrayList<>();
  private final Meaning[] meanings;
  private final Literal[] ofSwitch;
  private final int[] usesOfSwitch;
  private final int[] usesOfAtom;
  private final List<Literal> goals = new ArrayList<>();

  private NoisyNetwork(GroundProgram program) {
    this.program = program;
    this.meanings = new Meaning[program.atoms()];
    this.ofSwitch = new Literal[program.switches()];
    this.usesOfSwitch = new int[program.switches()];
    this.usesOfAtom = new int[program.atoms()];
  }

  /** The network of a program; empty if atoms of it depend on each other. */
  static Optional<NoisyNetwork> of(GroundProgram program) {
    List<Components.Component> components = Components.of(program);
    if (components.stream().anyMatch(Components.Component::isCyclic)) {
      return Optional.empty();
    }
    NoisyNetwork network = new NoisyNetwork(program);
    network.countUses();
    Observed[] ofAtoms = new Observed[program.atoms()];
    Arrays.fill(ofAtoms, Observed.NO);
    for (int atom : program.evidence().held()) {
      ofAtoms[atom] = Observed.HOLDS;
    }
    for (int atom : program.evidence().absent()) {
      if (ofAtoms[atom] == Observed.HOLDS) {
        // A node that no wire leads to does not hold: the evidence is impossible.
        network.node(Observed.HOLDS, List.of());
      }
      ofAtoms[atom] = Observed.FAILS;
    }
    for (Components.Component component : components) {
      int atom = component.atoms()[0];
      network.meanings[atom] = network.meaning(atom, ofAtoms[atom]);
    }
    for (GroundProgram.Goal goal : program.goals()) {
      network.goals.add(network.conjunction(network.literals(goal)));
    }
    return Optional.of(network);
  }

  private void countUses() {
    for (int atom = 0; atom < program.atoms(); atom++) {
      for (GroundProgram.Clause clause : program.clauses(atom)) {
        for (int s : clause.switches()) {
          usesOfSwitch[s]++;
        }
        for (int premise : clause.premises()) {
          usesOfAtom[premise]++;
        }
        for (int[] set : clause.excluded()) {
          keep(set);
        }
      }
    }
    for (GroundProgram.Goal goal : program.goals()) {
      keep(goal.held());
      keep(goal.absent());
    }
  }

  /** Makes atoms stay nodes, whatever makes them. */
  private void keep(int[] atoms) {
    for (int atom : atoms) {
      usesOfAtom[atom] += 2;
    }
  }

  private Meaning meaning(int atom, Observed seen) {
    List<Wire> own = new ArrayList<>();
    for (GroundProgram.Clause clause : program.clauses(atom)) {
      wire(clause).ifPresent(own::add);
    }
    if (seen == Observed.NO && own.isEmpty()) {
      return new Meaning(Literal.FALSE, NO_COINS);
    }
    if (seen == Observed.NO && own.size() == 1) {
      Wire only = own.getFirst();
      if (only.coins().length == 0 || usesOfAtom[atom] == 1) {
        return new Meaning(new Literal(only.source(), only.whenFalse()), only.coins());
      }
    }
    Literal node = node(seen, own);
    return new Meaning(
        switch (seen) {
          case NO -> node;
          case HOLDS -> Literal.TRUE;
          case FAILS -> Literal.FALSE;
        },
        NO_COINS);
  }

  /** A new node with the sources and coins of wires. */
  private Literal node(Observed seen, List<Wire> own) {
    int node = observed.size();
    observed.add(seen);
    for (Wire wire : own) {
      wires.add(new Wire(wire.source(), wire.whenFalse(), node, wire.coins()));
    }
    return new Literal(node, false);
  }

  /** What carries where a clause fires, to no node yet; empty if it never does. */
  private Optional<Wire> wire(GroundProgram.Clause clause) {
    IntArrayList coins = new IntArrayList();
    List<Literal> literals = new ArrayList<>();
    for (int s : clause.switches()) {
      if (usesOfSwitch[s] == 1 && program.groups()[program.groupOf(s)].length == 1) {
        coins.add(s);
      } else {
        literals.add(ofSwitch(s));
      }
    }
    for (int premise : clause.premises()) {
      literals.add(meanings[premise].literal());
      coins.addElements(coins.size(), meanings[premise].coins());
    }
    for (int[] set : clause.excluded()) {
      List<Literal> together = new ArrayList<>();
      for (int atom : set) {
        together.add(meanings[atom].literal());
      }
      literals.add(conjunction(together).not());
    }
    Literal all = conjunction(literals);
    return all.equals(Literal.FALSE)
        ? Optional.empty()
        : Optional.of(new Wire(all.node(), all.negated(), NOTHING, coins.toIntArray()));
  }

  private List<Literal> literals(GroundProgram.Goal goal) {
    List<Literal> literals = new ArrayList<>();
    for (int atom : goal.held()) {
      literals.add(meanings[atom].literal());
    }
    for (int atom : goal.absent()) {
      literals.add(meanings[atom].literal().not());
    }
    return literals;
  }

  private Literal conjunction(List<Literal> literals) {
    List<Literal> open =
        literals.stream().filter(literal -> !literal.equals(Literal.TRUE)).distinct().toList();
    if (open.contains(Literal.FALSE)) {
      return Literal.FALSE;
    }
    if (open.isEmpty()) {
      return Literal.TRUE;
    }
    return open.size() == 1
        ? open.getFirst()
        : node(
                Observed.NO,
                open.stream()
                    .map(part -> new Wire(part.node(), !part.negated(), NOTHING, NO_COINS))
                    .toList())
            .not();
  }

  /**
   * Where a switch is on: of its group the variable of some switch is true, and of those before
   * none.
   */
  private Literal ofSwitch(int s) {
    if (ofSwitch[s] == null) {
      Literal before = Literal.FALSE;
      for (int member : program.groups()[program.groupOf(s)]) {
        List<Wire> any = new ArrayList<>();
        any.add(new Wire(NOTHING, false, NOTHING, new int[] {member}));
        if (!before.isConstant()) {
          any.add(new Wire(before.node(), before.negated(), NOTHING, NO_COINS));
        }
        Literal upTo = node(Observed.NO, any);
        ofSwitch[member] = conjunction(List.of(upTo, before.not()));
        before = upTo;
      }
    }
    return ofSwitch[s];
  }

  int nodes() {
    return observed.size();
  }

  Observed observed(int node) {
    return observed.get(node);
  }

  List<Wire> wires() {
    return wires;
  }

  int goals() {
    return goals.size();
  }

  /** What a goal is. */
  Literal goal(int number) {
    return goals.get(number);
  }
}
