# ---
# jupyter:
#   jupytext:
#     text_representation:
#       format_name: light
# ---

# Text with $1+1=2$
# and $1+2=3$

cost = "$0=1$"  # $0=2$
