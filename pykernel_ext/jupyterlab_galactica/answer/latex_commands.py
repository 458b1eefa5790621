"""The commands of LaTeX with amsmath and amssymb that a formula may use, by what they take.

Found by compiling each. One that is not here makes LaTeX stop, or does more than draw.
"""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


SYMBOLS = _names(
    """
    Arrowvert Bbbk Box Bumpeq Cap Cup Delta Diamond Doteq Downarrow Finv Game Gamma Im Lambda
    Leftarrow Leftrightarrow Lleftarrow Longleftarrow Longleftrightarrow Longrightarrow Lsh Omega P
    Phi Pi Pr Psi Re Rightarrow Rrightarrow Rsh S Sigma Subset Supset Theta Uparrow Updownarrow
    Upsilon Vdash Vert Vvdash Xi aleph alpha amalg angle approx approxeq arccos arcsin arctan arg
    arrowvert ast asymp backepsilon backprime backsim backsimeq backslash barwedge because beta beth
    between bf bigcap bigcirc bigcup bigodot bigoplus bigotimes bigsqcup bigstar bigtriangledown
    bigtriangleup biguplus bigvee bigwedge blacklozenge blacksquare blacktriangle blacktriangledown
    blacktriangleleft blacktriangleright bmod bot bowtie boxdot boxminus boxplus boxtimes bracevert
    bullet bumpeq cal cap cdot cdotp cdots centerdot chi circ circeq circlearrowleft
    circlearrowright circledS circledast circledcirc circleddash clubsuit colon complement cong
    coprod copyright cos cosh cot coth csc cup curlyeqprec curlyeqsucc curlyvee curlywedge
    curvearrowleft curvearrowright dag dagger daleth dasharrow dashv ddag ddagger ddots deg delta
    det diagdown diagup diamond diamondsuit digamma dim displaystyle div divideontimes doteq
    doteqdot dotplus dots dotsb dotsc dotsi dotsm dotso doublebarwedge doublecap doublecup downarrow
    downdownarrows downharpoonleft downharpoonright ell emptyset enspace epsilon eqcirc eqsim
    eqslantgtr eqslantless equiv eta eth exists exp fallingdotseq flat forall frown gamma gcd ge geq
    geqq geqslant gets gg ggg gggtr gimel gnapprox gneq gneqq gnsim gtrapprox gtrdot gtreqless
    gtreqqless gtrless gtrsim gvertneqq hbar heartsuit hom hookleftarrow hookrightarrow hslash
    idotsint iff iiiint iiint iint imath impliedby implies in inf infty injlim int intercal iota it
    jmath kappa ker lVert lambda land langle lbrace lbrack lceil ldotp ldots le leadsto leftarrow
    leftarrowtail leftharpoondown leftharpoonup leftleftarrows leftrightarrow leftrightarrows
    leftrightharpoons leftrightsquigarrow leftthreetimes leq leqq leqslant lessapprox lessdot
    lesseqgtr lesseqqgtr lessgtr lesssim lfloor lg lgroup lhd lim liminf limsup ll lll llless
    lmoustache ln lnapprox lneq lneqq lnot lnsim log longleftarrow longleftrightarrow longmapsto
    longrightarrow looparrowleft looparrowright lor lozenge ltimes lvert lvertneqq mapsto mathstrut
    max measuredangle medspace mho mid min models mp mu multimap nLeftarrow nLeftrightarrow
    nRightarrow nVDash nVdash nabla natural ncong ne nearrow neg negmedspace negthickspace
    negthinspace neq nexists ngeq ngeqq ngeqslant ngtr ni nleftarrow nleftrightarrow nleq nleqq
    nleqslant nless nmid notin nparallel nprec npreceq nrightarrow nshortmid nshortparallel nsim
    nsubseteq nsubseteqq nsucc nsucceq nsupseteq nsupseteqq ntriangleleft ntrianglelefteq
    ntriangleright ntrianglerighteq nu nvDash nvdash nwarrow odot oint omega ominus oplus oslash
    otimes owns parallel partial perp phi pi pitchfork pm pounds prec precapprox preccurlyeq preceq
    precnapprox precneqq precnsim precsim prime prod projlim propto psi qquad quad rVert rangle
    rbrace rbrack rceil restriction rfloor rgroup rhd rho rightarrow rightarrowtail rightharpoondown
    rightharpoonup rightleftarrows rightleftharpoons rightrightarrows rightsquigarrow
    rightthreetimes risingdotseq rm rmoustache rtimes rvert scriptscriptstyle scriptstyle searrow
    sec setminus sf sharp shortmid shortparallel sigma sim simeq sin sinh smallfrown smallsetminus
    smallsmile smile spadesuit sphericalangle sqcap sqcup sqsubset sqsubseteq sqsupset sqsupseteq
    square star strut subset subseteq subseteqq subsetneq subsetneqq succ succapprox succcurlyeq
    succeq succnapprox succneqq succnsim succsim sum sup supset supseteq supseteqq supsetneq
    supsetneqq surd swarrow tan tanh tau textstyle therefore theta thickapprox thicksim thickspace
    thinspace times to top triangle triangledown triangleleft trianglelefteq triangleq triangleright
    trianglerighteq tt twoheadleftarrow twoheadrightarrow unlhd unrhd uparrow updownarrow
    upharpoonleft upharpoonright uplus upsilon upuparrows vDash varbigtriangledown varbigtriangleup
    varepsilon varinjlim varkappa varliminf varlimsup varnothing varphi varpi varprojlim varpropto
    varrho varsigma varsubsetneq varsubsetneqq varsupsetneq varsupsetneqq vartheta vartriangle
    vartriangleleft vartriangleright vdash vdots vee veebar vert wedge wp wr xi zeta
    allowbreak nobreak nonumber not notag over choose coloneqq degree
    """
)

ONE_ARGUMENT = _names(
    """
    acute bar breve check ddot dddot dot grave hat mathring tilde vec widehat widetilde
    overline underline overbrace underbrace overrightarrow overleftarrow overleftrightarrow
    underrightarrow underleftarrow underleftrightarrow xrightarrow xleftarrow sqrt boxed phantom
    hphantom vphantom smash mathrm mathit mathbf mathsf mathtt mathcal mathscr mathfrak mathbb
    mathnormal boldsymbol bm pmb operatorname mathop mathbin mathrel mathord mathopen mathclose
    mathpunct mathinner substack pmod pod ket bra abs norm mathds mathbbm ensuremath
    """
)

TWO_ARGUMENTS = _names(
    """
    frac dfrac tfrac cfrac binom dbinom tbinom overset underset stackrel
    """
)

# Those that can be a script without braces around them.
BRACED_INSIDE = _names(
    """
    mathrm mathit mathbf mathsf mathtt mathcal mathfrak mathbb mathnormal frac
    """
)

# What stands in these is text, not mathematics.
TEXT_BOXES = _names(
    """
    text textrm textit textbf textsf texttt textup textnormal mbox hbox
    """
)

LIMIT_TAKERS = _names(
    """
    sum prod coprod int iint iiint oint bigcup bigcap bigvee bigwedge bigoplus bigotimes bigsqcup
    biguplus bigodot lim limsup liminf max min sup inf det gcd Pr
    """
)

OPERATORS = LIMIT_TAKERS | _names(
    """
    sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth exp log ln lg dim ker deg arg
    hom iiiint idotsint injlim projlim varlimsup varliminf varinjlim varprojlim
    """
)

DELIMITERS = _names(
    """
    langle rangle lvert rvert lVert rVert vert Vert lfloor rfloor lceil rceil lbrace rbrace lbrack
    rbrack lgroup rgroup lmoustache rmoustache uparrow downarrow updownarrow Uparrow Downarrow
    backslash
    """
)
