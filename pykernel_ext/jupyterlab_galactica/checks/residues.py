"""Average masses of residues in a chain, in Da, and the letters that stand for several of them.

Amino acids: Expasy FindMod, https://web.expasy.org/findmod/findmod_masses.html. Nucleotides: the
monophosphate less a water, from IUPAC standard atomic weights. Letters: IUPAC-IUB, Eur. J. Biochem.
138 (1984) 9 for proteins and Nucl. Acids Res. 13 (1985) 3021 for nucleotides.
"""

from __future__ import annotations

WATER = 18.0153
METAPHOSPHATE = 79.9799  # HPO3, which the first residue of a strand with a hydroxyl end lacks

AMINO_ACIDS = {
    "A": 71.0788, "R": 156.1875, "N": 114.1038, "D": 115.0886, "C": 103.1388, "E": 129.1155,
    "Q": 128.1307, "G": 57.0519, "H": 137.1411, "I": 113.1594, "L": 113.1594, "K": 128.1741,
    "M": 131.1926, "F": 147.1766, "P": 97.1167, "S": 87.0782, "T": 101.1051, "W": 186.2132,
    "Y": 163.1760, "V": 99.1326, "U": 150.0388, "O": 237.3018,
    "J": 113.1594,  # leucine or isoleucine, which weigh the same
}  # fmt: skip
AMBIGUOUS_AMINO_ACIDS = frozenset("BZX")

DNA = {"A": 313.2066, "C": 289.1819, "G": 329.2060, "T": 304.1934}
RNA = {"A": 329.2060, "C": 305.1813, "G": 345.2054, "U": 306.1660}
AMBIGUOUS_NUCLEOTIDES = frozenset("RYSWKMBDHVN")
