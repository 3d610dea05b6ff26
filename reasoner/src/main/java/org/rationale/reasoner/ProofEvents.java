package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.rationale.kg.Origin;
import org.rationale.kg.Probability;

/**
 * Proofs as events: what is asked of them is put to a ground program as goals about one further
 * atom for each proof, and one for "it or an earlier one", so that many proofs cost no more than
 * their sum.
 */
final class ProofEvents {

  /** What a proof needs, by rows. */
  record Needs(List<Source> sources, List<Match> matches) {}

  /** That a source states a row. */
  record Source(int row, Origin origin) {}

  private final ProofStore store;
  private final Grounding grounding;

  ProofEvents(ProofStore store) {
    this.store = store;
    // Its further atoms are of no use to anybody else.
    this.grounding = new Grounding(store);
  }

  /**
   * What each proof adds to those before it; empty if the circuits would be too large.
   *
   * @param row of a statement that holds in some world
   */
  Optional<ProofShares> shares(
      int row,
      List<Needs> proofs,
      Grounding.Rows evidence,
      CircuitCompiler compiler,
      int nodeLimit) {
    int[] statement = store.isCertain(row) ? new int[0] : new int[] {grounding.atom(row)};
    List<GroundProgram.Goal> goals = new ArrayList<>();
    int[] earlier = {};
    for (Needs proof : proofs) {
      int whole = grounding.event(List.of(clause(proof)));
      goals.add(new GroundProgram.Goal(new int[] {whole}, new int[0]));
      goals.add(new GroundProgram.Goal(with(statement, whole), earlier));
      List<GroundProgram.Clause> any = new ArrayList<>();
      any.add(new GroundProgram.Clause("", new int[0], new int[] {whole}, new int[0][]));
      for (int before : earlier) {
        any.add(new GroundProgram.Clause("", new int[0], new int[] {before}, new int[0][]));
      }
      earlier = new int[] {grounding.event(any)};
    }
    goals.add(new GroundProgram.Goal(statement, earlier));
    double[] values = new double[goals.size()];
    Arrays.fill(values, 1);
    for (Grounding.Part part : grounding.partsOf(goals, evidence)) {
      if (part.goals().length > 0) {
        Optional<Circuit> circuit = compiler.compile(part.program(), nodeLimit);
        if (circuit.isEmpty()) {
          return Optional.empty();
        }
        double[] found = Probabilities.posteriors(part, circuit.get());
        for (int i = 0; i < found.length; i++) {
          values[part.goals()[i]] = found[i];
        }
      }
    }
    List<ProofShares.Share> shares =
        IntStream.range(0, proofs.size())
            .mapToObj(
                i ->
                    new ProofShares.Share(
                        new Probability(values[2 * i]), new Probability(values[2 * i + 1])))
            .toList();
    return Optional.of(new ProofShares(shares, new Probability(values[values.length - 1])));
  }

  private static int[] with(int[] atoms, int further) {
    int[] longer = Arrays.copyOf(atoms, atoms.length + 1);
    longer[atoms.length] = further;
    return longer;
  }

  /** All switches of the proof are on and of each set that it excludes something does not hold. */
  private GroundProgram.Clause clause(Needs proof) {
    List<int[]> switches = new ArrayList<>();
    List<int[]> excluded = new ArrayList<>();
    for (Source source : proof.sources()) {
      switches.add(grounding.switchOf(source.row(), source.origin()));
    }
    for (Match match : proof.matches()) {
      GroundProgram.Clause clause =
          grounding
              .clause(match)
              .orElseThrow(() -> new IllegalArgumentException("A step excludes what is certain."));
      switches.add(clause.switches());
      excluded.addAll(Arrays.asList(clause.excluded()));
    }
    return new GroundProgram.Clause(
        "",
        switches.stream().flatMapToInt(Arrays::stream).distinct().toArray(),
        new int[0],
        excluded.toArray(int[][]::new));
  }
}
