"""Physical quantities by the names texts give them, and by the letters that stand for them."""

from __future__ import annotations

from collections.abc import Mapping

from .dimension import Dimension, dimension
from .letters import LETTERS

_NAMES: Mapping[str, str] = {
    "M": "mass|rest mass|reduced mass|molecular mass|effective mass|solar mass",
    "L": "length|distance|displacement|position|height|width|thickness|radius|diameter|wavelength"
         "|focal length|altitude|depth|path length|mean free path|separation|wave length"
         "|focal distance|object distance|image distance|perimeter|circumference|arc length"
         "|position vector|bohr radius|schwarzschild radius|debye length|semi-major axis"
         "|radius of curvature|debroglie wavelength|de broglie wavelength|slit separation"
         "|lattice constant|amplitude of oscillation|orbital radius",
    "T": "time|period|duration|half-life|half life|lifetime|time constant|elapsed time"
         "|proper time|relaxation time|time interval|orbital period|oscillation period",
    "I": "electric current|electrical current",
    "Θ": "temperature|absolute temperature|thermodynamic temperature|kelvin temperature",
    "N": "amount of substance|number of moles",
    "L^2": "area|cross-sectional area|surface area|cross section|cross-section"
           "|cross sectional area",
    "L^3": "volume",
    "L T^-1": "velocity|speed|speed of light|velocity of light|phase velocity|group velocity"
              "|drift velocity|speed of sound|escape velocity|orbital speed|linear velocity"
              "|tangential velocity|flow velocity|velocity vector"
              "|relative velocity|terminal velocity|orbital velocity|wave speed",
    "L T^-2": "acceleration|gravitational acceleration|acceleration due to gravity"
              "|acceleration of gravity|centripetal acceleration|gravitational field strength"
              "|acceleration vector|surface gravity",
    "T^-1": "frequency|angular frequency|angular velocity|angular speed|decay constant"
            "|decay rate|damping rate|natural frequency|resonant frequency|shear rate"
            "|strain rate|plasma frequency|hubble constant|cyclotron frequency",
    "T^-2": "angular acceleration",
    "L^-1": "wavenumber|wave number|wave vector|wavevector|rydberg constant"
            "|propagation constant",
    "M L T^-1": "momentum|linear momentum|impulse",
    "M L T^-2": "force|weight|tension|normal force|friction force|buoyant force"
                "|centripetal force|gravitational force|net force|restoring force|thrust"
                "|drag force|lift force|force vector|frictional force|spring force",
    "M L^2 T^-2": "energy|kinetic energy|potential energy|work|heat|torque|internal energy"
                  "|total energy|rest energy|enthalpy|free energy|helmholtz free energy"
                  "|gibbs free energy|gravitational potential energy|mechanical energy"
                  "|binding energy|fermi energy|work function|moment of force|thermal energy"
                  "|photon energy|hamiltonian|lagrangian|elastic potential energy"
                  "|ionization energy|chemical potential per particle|energy level|work done",
    "M L^2 T^-3": "power|luminosity|radiated power|heat flow rate|rate of heat transfer",
    "M L^-1 T^-2": "pressure|stress|young's modulus|bulk modulus|shear modulus|energy density"
                   "|shear stress|elastic modulus|osmotic pressure|radiation pressure"
                   "|partial pressure|vapor pressure|vapour pressure|static pressure"
                   "|dynamic pressure|hydrostatic pressure|tensile stress|normal stress",
    "M L^-3": "mass density|fluid density",
    "M L^2 T^-1": "angular momentum|planck's constant|planck constant|reduced planck constant"
                  "|action|reduced planck's constant",
    "M L^2": "moment of inertia",
    "M T^-2": "spring constant|surface tension|stiffness|force constant",
    "M L^-1 T^-1": "dynamic viscosity",
    "L^2 T^-1": "kinematic viscosity|diffusion coefficient|diffusivity|thermal diffusivity"
                "|circulation|diffusion constant",
    "M T^-1": "mass flow rate|damping coefficient|mass flow",
    "L^3 T^-1": "volumetric flow rate|volume flow rate|flow rate",
    "M^-1 L^3 T^-2": "gravitational constant|newton's constant|universal gravitational constant",
    "I T": "charge|electric charge|elementary charge|electron charge|test charge|point charge"
           "|electrical charge",
    "M L^2 T^-3 I^-1": "voltage|electric potential|potential difference|electromotive force|emf"
                       "|electrostatic potential|electrical potential|hall voltage",
    "M L^2 T^-3 I^-2": "resistance|electrical resistance|impedance|reactance",
    "M L^3 T^-3 I^-2": "resistivity|electrical resistivity",
    "M^-1 L^-3 T^3 I^2": "electrical conductivity|electric conductivity",
    "M^-1 L^-2 T^4 I^2": "capacitance",
    "M L^2 T^-2 I^-2": "inductance|self-inductance|mutual inductance",
    "M L T^-3 I^-1": "electric field|electric field strength|electric field intensity"
                     "|electric field vector",
    "M T^-2 I^-1": "magnetic flux density|magnetic induction",
    "M L^2 T^-2 I^-1": "magnetic flux",
    "M L T^-2 I^-1": "magnetic vector potential|vector potential",
    "I L^-3 T": "charge density|volume charge density|electric charge density|free charge density",
    "I L^-2 T": "surface charge density|electric displacement|electric displacement field",
    "I L^-1 T": "linear charge density|line charge density",
    "I L^-2": "current density|electric current density|free current density",
    "I L^-1": "magnetic field strength|magnetization|magnetisation",
    "I L T": "electric dipole moment",
    "I L^2": "magnetic moment|magnetic dipole moment",
    "M^-1 L^-3 T^4 I^2": "permittivity|vacuum permittivity|permittivity of free space"
                         "|electric constant|permittivity of vacuum",
    "M L T^-2 I^-2": "vacuum permeability|permeability of free space"
                     "|magnetic constant|magnetic permeability",
    "M L^2 T^-2 Θ^-1": "entropy|boltzmann's constant|boltzmann constant|heat capacity",
    "L^2 T^-2 Θ^-1": "specific heat|specific heat capacity",
    "L^2 T^-2": "latent heat|specific latent heat|gravitational potential|specific energy",
    "M L T^-3 Θ^-1": "thermal conductivity",
    "M T^-3": "intensity|irradiance|radiant flux density|heat flux|energy flux|poynting vector",
    "M T^-3 Θ^-4": "stefan-boltzmann constant|stefan boltzmann constant",
    "M L^2 T^-2 Θ^-1 N^-1": "gas constant|ideal gas constant|universal gas constant"
                            "|molar heat capacity|molar gas constant",
    "N^-1": "avogadro's number|avogadro constant|avogadro's constant",
    "N L^-3": "molar concentration|molarity",
    "M N^-1": "molar mass",
    "M L^2 T^-2 N^-1": "activation energy per mole|molar enthalpy",
    "L^-3": "number density|particle density|carrier density|particle number density",
    "Θ^-1": "coefficient of thermal expansion|thermal expansion coefficient",
    "1": "angle|refractive index|index of refraction|efficiency|coefficient of friction"
         "|lorentz factor|strain|poisson's ratio|reynolds number|mach number|emissivity"
         "|quantum number|mass number|atomic number|number of particles|number of turns|phase"
         "|fine-structure constant|fine structure constant|eccentricity|redshift"
         "|relative permittivity"
         "|dielectric constant|polar angle|azimuthal angle|angle of incidence|scattering angle"
         "|probability|magnetic susceptibility|electric susceptibility|quality factor",
}  # fmt: skip

QUANTITIES: Mapping[str, Dimension] = {
    name: dimension(text) for text, names in _NAMES.items() for name in names.split("|")
}
"""Dimension by name, in lower case. Words of several meanings (field, density, current, amplitude)
are left out unless a qualification settles them."""

CONSTANTS: Mapping[str, Dimension] = {
    name: QUANTITIES[what]
    for name, what in (
        (r"\hbar", "planck constant"), (r"\epsilon_{0}", "permittivity"),
        (r"\varepsilon_{0}", "permittivity"), (r"\mu_{0}", "magnetic permeability"),
        ("k_{B}", "boltzmann constant"), ("N_{A}", "avogadro constant"),
        ("m_{e}", "mass"), ("m_{p}", "mass"),
    )
}  # fmt: skip
"""Constants of nature whose symbols stand for nothing else."""

USUAL_MEANINGS: Mapping[str, tuple[Dimension, ...]] = {
    name: tuple(dict.fromkeys(QUANTITIES[what] for what in letter.means.split("|")))
    for name, letter in LETTERS.items()
    if letter.means
}
"""What a letter usually stands for: enough to confirm, never to accuse."""
