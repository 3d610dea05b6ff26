package org.rationale.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rationale.explanations.Certificates;
import org.rationale.explanations.certificate.Canonical;
import org.rationale.explanations.certificate.Certificate;
import org.rationale.explanations.checker.CertificateChecker;
import org.rationale.explanations.checker.Verdict;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;
import org.rationale.tests.BundledCases.BundledCase;

class CertificateAcceptanceTest {

  private static final int MUTATIONS = 10_000;
  private static final int MUTATIONS_IN_BYTES = 200;
  private static final int MOST_BYTES = 16_000;

  static List<BundledCase> cases() {
    return BundledCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theCertificateOfABundledCaseIsRight(BundledCase one) throws Canonical.Unreadable {
    Decision decision = one.decision();
    byte[] bytes = Certificates.of(decision);
    Verdict verdict = CertificateChecker.check(bytes);
    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    Verdict.Accepted right = (Verdict.Accepted) verdict;
    assertThat(right.unchecked()).isZero();
    assertThat(right.opaque()).isZero();
    assertThat(right.outcomes()).isEqualTo(decision.outcomes().size());
    Certificate certificate = Canonical.read(bytes);
    assertThat(certificate.identity().sha256()).isEqualTo(decision.pack().sha256());
    for (int i = 0; i < decision.outcomes().size(); i++) {
      List<Double> certified =
          certificate.outcomes().get(i).candidates().stream()
              .map(claim -> certificate.claims().get(claim).probability())
              .toList();
      assertThat(certified)
          .isEqualTo(
              decision.outcomes().get(i).candidates().stream()
                  .map(answer -> answer.valuation().probability().value())
                  .toList());
    }
  }

  /** Small certificates: one for each question of each case that has an answer. */
  private static List<Certificate> small() throws Canonical.Unreadable {
    List<Certificate> certificates = new ArrayList<>();
    List<BundledCase> some = new ArrayList<>(BundledCases.of("breast-fna"));
    some.add(BundledCases.named("respiratory", "04-bronchitis-negated-signs.json"));
    for (BundledCase one : some) {
      Decision decision = one.decision();
      for (Outcome outcome : decision.outcomes()) {
        if (!outcome.candidates().isEmpty()) {
          byte[] bytes = Certificates.of(decision, List.of(outcome));
          if (bytes.length < MOST_BYTES) {
            certificates.add(Canonical.read(bytes));
          }
        }
      }
    }
    return certificates;
  }

  @Test
  void everyWrongCertificateIsRejectedWithItsHashMadeAnew() throws Canonical.Unreadable {
    List<Certificate> certificates = small();
    assertThat(certificates)
        .hasSizeGreaterThan(10)
        .allMatch(c -> CertificateChecker.check(c) instanceof Verdict.Accepted);
    Random random = new Random(42);
    int[] tried = new int[CertificateMutations.ALL.size()];
    for (int i = 0; i < MUTATIONS; ) {
      Certificate right = certificates.get(random.nextInt(certificates.size()));
      int kind = random.nextInt(tried.length);
      Optional<Certificate> wrong = CertificateMutations.ALL.get(kind).of(right, random);
      if (wrong.isPresent()) {
        Verdict verdict =
            i < MUTATIONS_IN_BYTES
                ? CertificateChecker.check(Canonical.bytes(Canonical.sealed(wrong.get())))
                : CertificateChecker.check(wrong.get());
        assertThat(verdict)
            .as("mutation %d of kind %d", i, kind)
            .isInstanceOf(Verdict.Rejected.class);
        tried[kind]++;
        i++;
      }
    }
    assertThat(IntStream.of(tried).min().orElse(0)).isPositive();
  }
}
