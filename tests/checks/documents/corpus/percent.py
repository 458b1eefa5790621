# ---
# jupyter:
#   kernelspec: python3
# ---

# %% [markdown]
# # Title with $1+1=2$
#
# $$
# 1+2=3
# $$

# %%
cost = "$0=1$"  # $0=2$

# %% [markdown]
r"""
In a string $1+3=4$
"""
